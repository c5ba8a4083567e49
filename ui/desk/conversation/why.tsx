// Why the clock of a conversation is due when it is: told in sentences by the server, and what was
// owed before.

import { AlertIcon, BanIcon, CheckIcon } from '@shared/components/icons';
import { Popover } from '@shared/components/popover';
import { Bar } from '@shared/components/skeleton';
import type { Clock, Conversation } from '@shared/contracts';
import { spanText } from '@shared/i18n/time';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Owed } from '../inbox/owed';
import { reason } from '../state/reason';
import { http, zone } from '../state/session';
import { locale, t, times } from '../state/texts';
import { anchors, foldSheet } from './sheets';
import './why.css';

interface Told {
  sentences: string[];
}

export function WhySheet({ conversation }: { conversation: Conversation }) {
  const shown = conversation.clock?.clock_id ?? null;
  const [told, setTold] = useState<string[] | null>(null);
  const [clocks, setClocks] = useState<Clock[]>([]);
  const explained = useRef(shown);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    // Another clock's sentences are none of this one's; its own stay while they are told anew.
    if (explained.current !== shown) setTold(null);
    explained.current = shown;
    if (shown !== null) {
      http.get<Told>(`/clocks/${shown}/explanation`, signal).then(
        found => setTold(found.sentences),
        error => signal.aborted || setTold([reason(error)]),
      );
    }
    http.get<Clock[]>(`/conversations/${conversation.id}/clocks`, signal).then(setClocks, () => {});
    return () => abort.abort();
  }, [shown, conversation.clock?.state, conversation.clock?.due_at]);

  const earlier = clocks.filter(each => each.ended_at !== null).slice(0, 6);
  return (
    <Popover anchor={anchors.why ?? null} label={t('owed.why')} onClose={foldSheet} class="why">
      {/* Read by the keys, and where the focus goes: Esc then closes this, and nothing behind it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that may scroll takes the focus. */}
      <section class="why-text" tabIndex={0} aria-label={t('owed.why')}>
        {conversation.clock && (
          <>
            <h3>
              {t(`owed.${conversation.clock.subject}`)}
              <Owed clock={conversation.clock} />
            </h3>
            {told ? (
              <ul class="why-words">
                {told.map(sentence => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            ) : (
              <div class="why-words" aria-busy="true">
                <Bar width="80%" />
                <Bar width="60%" />
              </div>
            )}
          </>
        )}
        {earlier.length > 0 && (
          <>
            <h4>{t('owed.earlier')}</h4>
            <ul class="why-earlier">
              {earlier.map(each => (
                <Earlier key={each.id} clock={each} />
              ))}
            </ul>
          </>
        )}
      </section>
    </Popover>
  );
}

function Earlier({ clock }: { clock: Clock }) {
  const spent = spanText(clock.worked_ms, locale.value);
  const [Glyph, tone, words] =
    clock.state === 'cancelled'
      ? ([BanIcon, '', t('owed.cancelled')] as const)
      : clock.breached_at
        ? ([
            AlertIcon,
            'is-bad',
            `${t('owed.broken')} · ${t('owed.stopped', { span: spent })}`,
          ] as const)
        : ([CheckIcon, 'is-good', t('owed.stopped', { span: spent })] as const);
  return (
    <li>
      <Glyph size={14} class={tone} />
      <span>
        {t(`owed.${clock.owing.subject}`)}
        <small>{words}</small>
      </span>
      <time dateTime={clock.started_at}>{times(zone()).moment(clock.started_at)}</time>
    </li>
  );
}
