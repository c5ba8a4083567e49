// What can be done to a promise that is owed: it was kept, another time, withdrawn.

import { signal } from '@preact/signals';
import { IconButton } from '@shared/components/button';
import { CheckIcon, ClockIcon, MoreIcon, PhoneIcon, TrashIcon } from '@shared/components/icons';
import { Menu, type MenuItem } from '@shared/components/menu';
import { toast } from '@shared/components/toasts';
import type { Id, PromiseMade } from '@shared/contracts';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { missed } from '../phone/calls';
import { callsOut, dialling } from '../phone/doors';
import { zone } from '../state/session';
import { called } from '../state/store';
import { locale } from '../state/texts';
import { PromiseForm } from './form';
import { keep, move, withdraw } from './state';
import { say } from './texts';
import { dueText } from './times';

type Act = 'menu' | 'move' | 'withdraw';

/** What is open for which promise, and the button that it keeps to. */
const acting = signal<{ id: Id; act: Act; anchor: Element | null } | null>(null);

const close = () => {
  acting.value = null;
};

export function Acts({ promise: { id } }: { promise: PromiseMade }) {
  const button = useRef<HTMLSpanElement>(null);
  const open = acting.value?.id === id ? acting.value : null;
  // A row that turns late is drawn again among the late ones: what is open goes with it.
  useLayoutEffect(() => {
    const held = acting.peek();
    if (held?.id === id) acting.value = { ...held, anchor: button.current };
  }, [id]);
  return (
    <span ref={button}>
      <IconButton
        icon={MoreIcon}
        label={say('more')}
        aria-haspopup="menu"
        aria-expanded={open?.act === 'menu'}
        onClick={() => {
          acting.value = open ? null : { id, act: 'menu', anchor: button.current };
        }}
      />
    </span>
  );
}

/** What is open for one of these promises; outside their rows, which move as their time comes. */
export function Acting({ among }: { among: readonly PromiseMade[] }) {
  useEffect(() => close, []);
  const held = acting.value;
  const promise = among.find(each => each.id === held?.id);
  if (!held || !promise) return null;
  const { id, act, anchor } = held;
  const open = (next: Act) => () => {
    acting.value = { id, act: next, anchor: acting.peek()?.anchor ?? anchor };
  };
  if (act === 'menu') {
    return (
      <Menu
        key={id}
        anchor={anchor}
        align="end"
        label={say('more')}
        onClose={close}
        items={[
          ...calling(promise),
          { id: 'kept', label: say('kept'), icon: CheckIcon, run: () => void keep(id) },
          { id: 'move', label: say('another'), icon: ClockIcon, run: open('move') },
          {
            id: 'withdraw',
            label: say('withdraw'),
            icon: TrashIcon,
            danger: true,
            run: open('withdraw'),
          },
        ]}
      />
    );
  }
  if (act === 'move') {
    return (
      <PromiseForm
        key={`move ${id}`}
        anchor={anchor}
        title={say('move.title')}
        due={later(promise.due_at)}
        reason
        onClose={close}
        onSave={async ({ due_at, reason }) => {
          const done = await move(id, due_at, reason);
          const due = dueText(due_at, Date.now(), locale.peek(), zone());
          if (done) toast(say('done.moved', { due }));
          return done;
        }}
      />
    );
  }
  return (
    <PromiseForm
      key={`withdraw ${id}`}
      anchor={anchor}
      title={say('withdraw.title')}
      reason
      onClose={close}
      onSave={({ reason }) => withdraw(id, reason)}
    />
  );
}

/** A call to whom it was promised, where there is a telephone and a number. */
function calling(promise: PromiseMade): MenuItem[] {
  const asked = missed.value.find(call => call.conversation_id === promise.conversation_id);
  const number = asked?.number || called(promise.customer_id)?.phone;
  if (!number || !callsOut.value) return [];
  const run = () => {
    if (asked?.number) void import('../phone/acts').then(({ callBack }) => callBack(asked));
    else {
      const { conversation_id: conversation, shop_id: shop } = promise;
      dialling.value = { number, conversation, shop };
    }
  };
  return [{ id: 'call', label: say('call', { number }), icon: PhoneIcon, run }];
}

const DAY = 86_400_000;

/** The same time on the first day that is still to come. */
function later(due: string): string {
  const at = Date.parse(due);
  const days = Math.max(1, Math.ceil((Date.now() - at) / DAY));
  return new Date(at + days * DAY).toISOString();
}
