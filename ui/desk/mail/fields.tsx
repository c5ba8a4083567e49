// To whom a mail goes and what it is called: one line as it stands, all fields on demand.

import { Button } from '@shared/components/button';
import { AlertIcon, DownIcon } from '@shared/components/icons';
import type { Conversation, MailAddress, MailWishes } from '@shared/contracts';
import { useEffect, useId, useState } from 'preact/hooks';
import { drafts } from '../state/live';
import { readAddresses, writeAddresses } from './addresses';
import './compose.css';
import { usePlan } from './plan';
import { heldText } from './reach';
import { say } from './texts';

interface FieldsProps {
  conversation: Conversation;
}

type Row = 'to' | 'cc' | 'bcc';

export function MailFields({ conversation }: FieldsProps) {
  const { id } = conversation;
  const plan = usePlan(conversation);
  const mail = drafts.of(id).value.mail ?? {};
  const [open, setOpen] = useState(false);
  const wish = (change: MailWishes) =>
    drafts.edit(id, { mail: { ...drafts.of(id).peek().mail, ...change } });
  const to = mail.to ?? plan?.to ?? [];
  const cc = mail.cc ?? plan?.cc ?? [];
  const bcc = mail.bcc ?? [];
  const subject = mail.subject ?? plan?.subject ?? '';
  const copied = cc.length + bcc.length;
  const changed = Boolean(mail.to || mail.cc || mail.bcc?.length || mail.subject !== undefined);

  return (
    <div class="mail-fields">
      {plan && !plan.sender && (
        <p class="mail-hint is-bad" role="alert">
          <AlertIcon size={14} />
          {say('noMailbox')}
        </p>
      )}
      {plan?.held && (
        <p class="mail-hint" role="note">
          <AlertIcon size={14} />
          <span>
            <b>{say('willBeHeld')}</b> {heldText(plan.held)}
          </span>
        </p>
      )}
      {open ? (
        <>
          <Line row="to" value={to} onChange={found => wish({ to: found })} autoFocus />
          <Line row="cc" value={cc} onChange={found => wish({ cc: found })} />
          <Line row="bcc" value={bcc} onChange={found => wish({ bcc: found })} />
          <Subject value={subject} onChange={text => wish({ subject: text })} />
          <p class="mail-fields-foot">
            {plan?.sender && <small>{say('goesFrom', { address: plan.sender.address })}</small>}
            {changed && (
              <Button
                tone="quiet"
                onClick={() => {
                  const { quote, send_at } = mail;
                  drafts.edit(id, { mail: { quote, send_at } });
                  setOpen(false);
                }}
              >
                {say('asTheDesk')}
              </Button>
            )}
            <Button tone="quiet" onClick={() => setOpen(false)}>
              {say('fieldsClose')}
            </Button>
          </p>
        </>
      ) : (
        <button
          type="button"
          class="mail-summary"
          aria-expanded={false}
          title={say('fieldsOpen')}
          onClick={() => setOpen(true)}
        >
          <span class="mail-summary-label">{say('to')}</span>
          <bdi class={to.length ? '' : 'is-missing'}>
            {to.map(each => each.name || each.address).join(', ') ||
              say(plan ? 'nobody' : 'coming')}
          </bdi>
          {copied > 0 && <span>{say('copied', { count: copied })}</span>}
          <bdi class="mail-summary-subject">{subject}</bdi>
          <DownIcon size={12} />
        </button>
      )}
    </div>
  );
}

interface LineProps {
  row: Row;
  value: readonly MailAddress[];
  onChange: (value: MailAddress[]) => void;
  autoFocus?: boolean;
}

function Line({ row, value, onChange, autoFocus = false }: LineProps) {
  const id = useId();
  const [text, setText] = useState(() => writeAddresses(value));
  const [wrong, setWrong] = useState<string[]>([]);
  const outside = writeAddresses(value);
  useEffect(() => {
    if (writeAddresses(readAddresses(text).addresses) !== outside) setText(outside);
  }, [outside]);
  return (
    <div class="mail-field">
      <label for={id}>{say(row)}</label>
      <input
        id={id}
        type="text"
        inputMode="email"
        autocomplete="off"
        spellcheck={false}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the fields were asked for
        autoFocus={autoFocus}
        aria-invalid={wrong.length ? 'true' : undefined}
        aria-describedby={wrong.length ? `${id}-wrong` : undefined}
        onInput={event => {
          setText(event.currentTarget.value);
          const found = readAddresses(event.currentTarget.value);
          onChange(found.addresses);
          if (!found.wrong.length) setWrong([]);
        }}
        onBlur={() => setWrong(readAddresses(text).wrong)}
      />
      {wrong.length > 0 && (
        <small id={`${id}-wrong`} class="field-error" role="alert">
          {say('wrongAddress', { address: wrong.join(', ') })}
        </small>
      )}
    </div>
  );
}

function Subject({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const id = useId();
  return (
    <div class="mail-field">
      <label for={id}>{say('subject')}</label>
      <input
        id={id}
        type="text"
        maxLength={500}
        value={value}
        onInput={event => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
