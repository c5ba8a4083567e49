// What follows one's own words in a mail: the shop's signature, the quote, and when it leaves.

import { Button, IconButton } from '@shared/components/button';
import { ClockIcon, CloseIcon } from '@shared/components/icons';
import { Picker } from '@shared/components/picker';
import { Popover } from '@shared/components/popover';
import type { Conversation, MailWishes } from '@shared/contracts';
import { knownZone } from '@shared/i18n/time';
import { useRef, useState } from 'preact/hooks';
import '../conversation/sheets.css';
import { fieldTime, presets } from '../conversation/snooze_times';
import { drafts } from '../state/live';
import { zone } from '../state/session';
import { t, times } from '../state/texts';
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
        <Later
          anchor={button.current}
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

interface LaterProps {
  anchor: Element | null;
  onClose: () => void;
  onPick: (at: number) => void;
}

function Later({ anchor, onClose, onPick }: LaterProps) {
  const own = knownZone(zone());
  const [now] = useState(() => Date.now());
  const [typed, setTyped] = useState('');
  const custom = fieldTime(typed, own);
  return (
    <Popover anchor={anchor} side="above" align="end" label={say('later')} onClose={onClose}>
      <Picker
        label={say('later')}
        placeholder={say('later')}
        none={t('snooze.none')}
        choices={presets(now, own).map(({ name, at }) => ({
          id: String(at),
          label: t(`snooze.${name}`),
          icon: <ClockIcon />,
          detail: name === 'hour' ? times(zone()).time(at) : times(zone()).moment(at),
        }))}
        onPick={at => onPick(Number(at))}
        footer={
          <form
            class="snooze-custom"
            onSubmit={event => {
              event.preventDefault();
              if (custom !== null && custom > Date.now()) onPick(custom);
            }}
          >
            <input
              class="input"
              type="datetime-local"
              aria-label={t('snooze.custom')}
              value={typed}
              onInput={event => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" disabled={custom === null || custom <= now}>
              {t('snooze.set')}
            </Button>
          </form>
        }
      />
    </Popover>
  );
}
