// The list of conversations: live, most urgent first, only what is seen drawn.

import { useComputed, useSignal } from '@preact/signals';
import { Button } from '@shared/components/button';
import { useFocusKept } from '@shared/components/focus';
import type { Id } from '@shared/contracts';
import { useEffect, useRef } from 'preact/hooks';
import { filter, hasMore, listed, listState, load, more } from '../state/lists';
import { openId, ready } from '../state/live';
import { view } from '../state/router';
import { conversations } from '../state/store';
import { t } from '../state/texts';
import { ensure } from '../state/timelines';
import { InboxHead } from './head';
import './inbox.css';
import { heldOrder } from './held_order';
import { Row, RowSkeleton } from './row';
import { ROW_HEIGHT, windowOf } from './window';

/** How many timelines are fetched ahead, so that switching to them needs no server. */
const AHEAD = 12;

export function Inbox() {
  return (
    <section class="inbox" aria-label={t('inbox.label')}>
      <InboxHead />
      <List />
    </section>
  );
}

function List() {
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(innerHeight);
  useFocusKept(scroller);
  const ids = heldOrder.value;
  const { from, to } = windowOf(top.value, height.value, ids.length);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const watch = new ResizeObserver(() => {
      height.value = box.clientHeight;
    });
    watch.observe(box);
    return () => watch.disconnect();
  }, []);

  const { shop_id, tag_id, channel } = filter.value;
  const place = `${view.value} ${shop_id} ${tag_id} ${channel}`;
  useEffect(() => {
    scroller.current?.scrollTo(0, 0);
  }, [place]);

  const open = openId.value;
  useEffect(() => keepInSight(scroller.current, ids.indexOf(open ?? 0)), [open]);
  useFetchAhead(ids, open);

  useEffect(() => {
    if (hasMore.value && to >= ids.length - 10) void more();
  }, [to, ids.length]);

  const coming = !ready.value || (!ids.length && listState.value === 'loading');
  // One box whatever is in it: its height and its place are watched from before the rows come.
  return (
    <div
      class="inbox-list"
      ref={scroller}
      aria-busy={coming ? 'true' : undefined}
      onScroll={event => {
        top.value = event.currentTarget.scrollTop;
      }}
      onPointerMove={heldOrder.hold}
      onPointerLeave={heldOrder.release}
    >
      {coming ? (
        <Skeletons />
      ) : ids.length ? (
        <ul class="inbox-rows" style={{ height: `${ids.length * ROW_HEIGHT}px` }}>
          {ids.slice(from, to).map((id, index) => (
            <Row key={id} id={id} index={from + index} total={ids.length} open={id === open} />
          ))}
        </ul>
      ) : listState.value === 'failed' ? (
        <Failed />
      ) : (
        <Empty />
      )}
    </div>
  );
}

function keepInSight(box: HTMLElement | null, index: number): void {
  if (!box || index < 0) return;
  const start = index * ROW_HEIGHT;
  if (start < box.scrollTop) box.scrollTop = start;
  else if (start + ROW_HEIGHT > box.scrollTop + box.clientHeight) {
    box.scrollTop = start + ROW_HEIGHT - box.clientHeight;
  }
}

/** Fetch the timelines one is likely to open next, one after the other, when there is leisure. */
function useFetchAhead(ids: readonly Id[], open: Id | null): void {
  const wanted = useComputed(() => listed.value.slice(0, AHEAD).join());
  useEffect(() => {
    let stopped = false;
    const at = open === null ? -1 : ids.indexOf(open);
    const near = at < 0 ? [] : [ids[at + 1], ids[at - 1], ids[at + 2]];
    const queue = [...near, ...ids.slice(0, AHEAD)].filter(id => id !== undefined);
    const next = () => {
      const id = queue.shift();
      if (stopped || id === undefined) return;
      if (!conversations.peek(id)) return next();
      void ensure(id).then(() => setTimeout(next, 30));
    };
    const timer = setTimeout(next, 250);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [open, wanted.value]);
}

function Skeletons() {
  return (
    <>
      {Array.from({ length: 8 }, (_, index) => (
        <RowSkeleton key={index} index={index} />
      ))}
    </>
  );
}

function Failed() {
  return (
    <div class="blank">
      <h2>{t('inbox.failed')}</h2>
      <Button onClick={() => void load()}>{t('again')}</Button>
    </div>
  );
}

function Empty() {
  const { shop_id, tag_id, channel } = filter.value;
  const filtered = shop_id !== null || tag_id !== null || channel !== null;
  return (
    <div class="blank">
      <h2>{t(filtered ? 'empty.filtered' : `empty.${view.value}`)}</h2>
      <p>{t(filtered ? 'empty.filtered.text' : `empty.${view.value}.text`)}</p>
      {filtered && (
        <Button
          onClick={() => {
            filter.value = { shop_id: null, tag_id: null, channel: null };
          }}
        >
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}
