// What became of a mail of ours: on its way, held, sent, brought, come back; and what can be done.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ChecksIcon, ClockIcon, UndoIcon } from '@shared/components/icons';
import type { MailMark, Message } from '@shared/contracts';
import { zone } from '../state/session';
import { times } from '../state/texts';
import { release, takeBack } from './acts';
import './mail.css';
import { hasWords, say } from './texts';

/** From here on a mail that waits counts as scheduled, and says when instead of how soon. */
const SOON = 60_000;

export function MailReach({ message, mail }: { message: Message; mail: MailMark }) {
  switch (mail.state) {
    case 'waiting':
      return <Waiting message={message} mail={mail} />;
    case 'held':
      return (
        <span class="mail-reach is-held" role="note">
          <span>
            <ClockIcon size={14} /> <b>{say('held')}</b> {heldText(mail.reason)}
          </span>
          <span class="mail-acts">
            <Button onClick={() => void release(message)}>{say('held.release')}</Button>
            <Button tone="quiet" onClick={() => void takeBack(message)}>
              {say('takeBack')}
            </Button>
          </span>
        </span>
      );
    case 'sent':
      return (
        <span class="reach" title={say('sent.hint')}>
          <CheckIcon size={13} />
          {say('sent')}
        </span>
      );
    case 'delayed':
      return (
        <span class="mail-reach is-held" role="note" title={say('delayed.hint')}>
          <span>
            <ClockIcon size={14} /> <b>{say('delayed')}</b> {reasonText(mail.reason)}
          </span>
          {mail.detail && <q>{mail.detail}</q>}
        </span>
      );
    case 'delivered':
      return (
        <span class="reach reach-read" title={say('delivered.hint')}>
          <ChecksIcon size={15} />
          {say('delivered')}
        </span>
      );
    case 'bounced':
    case 'failed':
      return (
        <span class="mail-reach is-bad" role="note">
          <span>
            <AlertIcon size={14} /> <b>{say(mail.state === 'bounced' ? 'bounced' : 'failed')}</b>{' '}
            {reasonText(mail.reason)}
          </span>
          {mail.detail && <q>{mail.detail}</q>}
        </span>
      );
    case 'taken_back':
      return (
        <span class="reach">
          <UndoIcon size={13} />
          {say('takenBack')}
        </span>
      );
    default:
      return null;
  }
}

function Waiting({ message, mail }: { message: Message; mail: MailMark }) {
  const left = mail.send_at === null ? 0 : Date.parse(mail.send_at) - now.value;
  const words =
    mail.detail !== ''
      ? say('waiting.again')
      : left > SOON
        ? say('waiting.at', { when: times(zone()).moment(mail.send_at ?? '') })
        : say('waiting');
  return (
    <span class="reach mail-waits" title={mail.detail || undefined}>
      <ClockIcon size={13} />
      {words}
      {left > SOON && (
        <Button tone="quiet" onClick={() => void takeBack(message)}>
          {say('takeBack')}
        </Button>
      )}
    </span>
  );
}

export const heldText = (reason: string | null): string =>
  hasWords(`held.${reason}`) ? say(`held.${reason}` as never) : '';

export const reasonText = (reason: string | null): string =>
  hasWords(`reason.${reason}`) ? say(`reason.${reason}` as never) : say('reason.undefined');
