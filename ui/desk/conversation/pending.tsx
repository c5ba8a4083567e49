// A line of ours that the server has not confirmed: waiting, on its way, or refused with a reason.

import { Button } from '@shared/components/button';
import { AlertIcon, ClockIcon, LockIcon } from '@shared/components/icons';
import { composerFocus, putIntoAnswer } from '../composer/focus';
import { promise } from '../composer/promising';
import { outbox } from '../state/live';
import type { Line } from '../state/outbox';
import { conversations } from '../state/store';
import { t } from '../state/texts';
import { Content } from './message';

export function PendingLine({ line }: { line: Line }) {
  const failed = line.state === 'failed';
  const note = line.kind === 'note';
  const language = conversations.peek(line.conversation_id)?.language ?? null;
  return (
    <article
      class={`message message-agent is-pending${note ? ' message-note' : ''}${failed ? ' is-failed' : ''}`}
    >
      <div class="message-line">
        <div class="bubble">
          {note && <LockIcon size={12} label={t('note.only')} />}
          <Content message={{ ...line, chosen: null }} language={language} />
        </div>
      </div>
      {failed ? (
        <div class="message-mark is-bad" role="alert">
          <AlertIcon size={14} />
          <span>{line.problem?.detail || line.problem?.title || t('pending.failed')}</span>
          <Button tone="quiet" onClick={() => outbox.retry(line.client_id)}>
            {t('pending.retry')}
          </Button>
          <Button tone="quiet" onClick={() => takeBack(line)}>
            {t('pending.edit')}
          </Button>
        </div>
      ) : (
        <p class="message-mark">
          <ClockIcon size={13} />
          {t(line.state === 'waiting' ? 'pending.waiting' : 'pending.sending')}
        </p>
      )}
    </article>
  );
}

/** Put a refused line back into the composer, before whatever stands there by now. */
function takeBack(line: Line): void {
  const id = line.conversation_id;
  outbox.withdraw(line.client_id);
  putIntoAnswer(id, now => ({
    body: [line.body, now.body].filter(Boolean).join('\n'),
    attachments: [...line.attachments, ...now.attachments],
    quote_seq: line.quote?.seq ?? now.quote_seq,
    mail: line.mail ?? now.mail,
    choices: line.choices.length ? line.choices : now.choices,
  }));
  promise(id, { promises: line.promises ?? [], keeps: line.keeps ?? [] });
  if (line.kind === 'note') composerFocus('note');
}
