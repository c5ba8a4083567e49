// What follows one's own words in a mail: the shop's signature, the quote, and when it leaves.

import { Button, IconButton } from '@shared/components/button';
import { ClockIcon, CloseIcon } from '@shared/components/icons';
import type { Conversation, MailWishes } from '@shared/contracts';
import { useRef, useState } from 'preact/hooks';
import { PickTime } from '../conversation/pick_time';
import { drafts } from '../state/live';
import { zone } from '../state/session';
import { times } from '../state/texts';
import './compose.css';
import { planOf } from './plan';
import { say } from './texts';

export function MailTail({ conversation: { id, language } }: { conversation: Conversation }) {
  const plan = planOf(id).value;
  const mail = drafts.of(id).value.mail ?? {};
  const [shown, setShown] = useState(false);
  const [later, setLater] = useState(false);
  const button = useRef<HTMLSpanElement>(null);
  const quotes = mail.quote ?? true;
  const wish = (change: MailWishes) =>
    drafts.edit(id, { mail: { ...drafts.of(id).peek().mail, ...change } });

  return (
    <div class="mail-tail">
      {plan?.signature && (
        <pre class="mail-signature-shown" lang={language ?? undefined} title={say('signature')}>
          {plan.signature}
        </pre>
      )}
      {shown && plan?.quoted && quotes && (
        <pre class="mail-quote-shown" lang={language ?? undefined}>
          {plan.quoted}
        </pre>
      )}
      <div class="mail-tail-row">
        {plan?.quoted && (
          <label class="mail-check">
            <input
              type="checkbox"
              checked={quotes}
              onChange={event => wish({ quote: event.currentTarget.checked })}
            />
            {say('quote')}
          </label>
        )}
        {plan?.quoted && quotes && (
          <Button tone="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {say(shown ? 'quote.hide' : 'quote.show')}
          </Button>
        )}
        <span class="mail-later" ref={button}>
          {mail.send_at ? (
            <>
              <ClockIcon size={13} />
              {say('later.set', { when: times(zone()).moment(mail.send_at) })}
              <IconButton
                icon={CloseIcon}
                size={13}
                label={say('later.drop')}
                onClick={() => wish({ send_at: undefined })}
              />
            </>
          ) : (
            <Button
              tone="quiet"
              icon={ClockIcon}
              aria-haspopup="dialog"
              aria-expanded={later}
              onClick={() => setLater(!later)}
            >
              {say('later')}
            </Button>
          )}
        </span>
      </div>
      {later && (
        <PickTime
          anchor={button.current}
          side="above"
          label={say('later')}
          placeholder={say('later')}
          onClose={() => setLater(false)}
          onPick={at => {
            setLater(false);
            wish({ send_at: new Date(at).toISOString() });
          }}
        />
      )}
    </div>
  );
}
