// What can be done to a promise that is owed: it was kept, another time, withdrawn.

import { IconButton } from '@shared/components/button';
import { CheckIcon, ClockIcon, MoreIcon, PhoneIcon, TrashIcon } from '@shared/components/icons';
import { Menu, type MenuItem } from '@shared/components/menu';
import { toast } from '@shared/components/toasts';
import type { PromiseMade } from '@shared/contracts';
import { useRef, useState } from 'preact/hooks';
import { missed } from '../phone/calls';
import { callsOut, dialling } from '../phone/doors';
import { zone } from '../state/session';
import { called } from '../state/store';
import { locale } from '../state/texts';
import { PromiseForm } from './form';
import { keep, move, withdraw } from './state';
import { say } from './texts';
import { dueText } from './times';

export function Acts({ promise }: { promise: PromiseMade }) {
  const button = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState<'menu' | 'move' | 'withdraw' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <span ref={button}>
        <IconButton
          icon={MoreIcon}
          label={say('more')}
          aria-haspopup="menu"
          aria-expanded={open === 'menu'}
          onClick={() => setOpen(open ? null : 'menu')}
        />
      </span>
      {open === 'menu' && (
        <Menu
          anchor={button.current}
          align="end"
          label={say('more')}
          onClose={close}
          items={[
            ...calling(promise),
            { id: 'kept', label: say('kept'), icon: CheckIcon, run: () => void keep(promise.id) },
            { id: 'move', label: say('another'), icon: ClockIcon, run: () => setOpen('move') },
            {
              id: 'withdraw',
              label: say('withdraw'),
              icon: TrashIcon,
              danger: true,
              run: () => setOpen('withdraw'),
            },
          ]}
        />
      )}
      {open === 'move' && (
        <PromiseForm
          anchor={button.current}
          title={say('move.title')}
          due={later(promise.due_at)}
          reason
          onClose={close}
          onSave={async ({ due_at, reason }) => {
            const done = await move(promise.id, due_at, reason);
            const due = dueText(due_at, Date.now(), locale.peek(), zone());
            if (done) toast(say('done.moved', { due }));
            return done;
          }}
        />
      )}
      {open === 'withdraw' && (
        <PromiseForm
          anchor={button.current}
          title={say('withdraw.title')}
          reason
          onClose={close}
          onSave={({ reason }) => withdraw(promise.id, reason)}
        />
      )}
    </>
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
