// What the customer has agreed to, each with its proof, and whether they may be written to now.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { AreaField, SelectField } from '@shared/components/field';
import { BanIcon, CheckIcon, MoonIcon } from '@shared/components/icons';
import type { Consent } from '@shared/profiles';
import { useState } from 'preact/hooks';
import { useBegun } from '../../state/begun';
import { http, me, zone } from '../../state/session';
import { personName } from '../../state/store';
import { language, times } from '../../state/texts';
import { Fold } from './fold';
import { FormButtons } from './incidents';
import { act, type Verdict, type WholeProfile } from './state';
import { hasWords, say } from './texts';

const PURPOSES = [
  'marketing_email',
  'marketing_chat',
  'marketing_phone',
  'marketing_at_night',
  'call_recording',
  'identity_document',
] as const;
const CHANNELS = ['webchat', 'email', 'phone', 'counter', 'line'] as const;
type Purpose = (typeof PURPOSES)[number];

const wordFor = (group: 'purpose' | 'channel', key: string): string => {
  const text = `${group}.${key}`;
  return hasWords(text) ? say(text) : key;
};

export function Consents({ whole }: { whole: WholeProfile }) {
  const [adding, setAdding] = useState(false);
  const standing = whole.consents.filter(each => each.withdrawn_at === null);
  return (
    <Fold
      name="consents"
      title={say('consents')}
      count={standing.length}
      add={{ label: say('consent.add'), run: () => setAdding(true) }}
    >
      {adding && <ConsentForm whole={whole} onDone={() => setAdding(false)} />}
      <ul class="verdicts">
        {Object.entries(whole.may_contact).map(([purpose, verdict]) => (
          <VerdictLine key={purpose} purpose={purpose} verdict={verdict} />
        ))}
      </ul>
      {whole.consents.map(each => (
        <ConsentLine key={each.id} consent={each} whole={whole} />
      ))}
    </Fold>
  );
}

function VerdictLine({ purpose, verdict }: { purpose: string; verdict: Verdict }) {
  const { allowed, why, from_when } = verdict;
  const Glyph = allowed ? CheckIcon : why === 'quiet_hours' ? MoonIcon : BanIcon;
  const reason = why ? `why.${why}` : 'why.allowed';
  return (
    <li class={allowed ? 'is-allowed' : undefined}>
      <Glyph size={13} />
      <span>{wordFor('purpose', purpose)}</span>
      <small>
        {hasWords(reason) && say(reason)}
        {from_when && ` ${times(zone()).moment(from_when)}`}
      </small>
    </li>
  );
}

function ConsentLine({ consent, whole }: { consent: Consent; whole: WholeProfile }) {
  const [withdrawing, setWithdrawing] = useState(false);
  const full = (at: string) => times(zone()).full(at);
  const { withdrawn_at, noted_by } = consent;
  return (
    <details class="consent">
      <summary class={withdrawn_at ? 'is-withdrawn' : undefined}>
        <span>{wordFor('purpose', consent.purpose)}</span>
        <small>
          {withdrawn_at
            ? say('consent.withdrawn', { when: times(zone()).day(withdrawn_at, now.peek()) })
            : times(zone()).day(consent.given_at, now.peek())}
        </small>
      </summary>
      <blockquote lang={consent.locale}>{consent.text}</blockquote>
      <p>
        {say('consent.proof', {
          when: full(consent.given_at),
          channel: wordFor('channel', consent.channel),
          language: language(consent.locale),
        })}
        {noted_by !== null && ` ${say('consent.noted', { name: personName(noted_by, '—') })}`}
      </p>
      {withdrawn_at ? (
        <p>
          {say('consent.withdrawnBy', {
            when: full(withdrawn_at),
            channel: wordFor('channel', consent.withdrawn_channel ?? ''),
          })}
        </p>
      ) : withdrawing ? (
        <WithdrawalForm consent={consent} whole={whole} onDone={() => setWithdrawing(false)} />
      ) : (
        <Button onClick={() => setWithdrawing(true)}>{say('consent.withdraw')}</Button>
      )}
    </details>
  );
}

interface WithdrawalProps {
  consent: Consent;
  whole: WholeProfile;
  onDone: () => void;
}

/** A withdrawal is evidence too: where it was said stands beside it. */
function WithdrawalForm({ consent, whole, onDone }: WithdrawalProps) {
  const [channel, setChannel] = useState('webchat');
  const [busy, setBusy] = useState(false);
  const save = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    void act(whole.customer.id, () =>
      http.post(`/consents/${consent.id}/withdraw`, { channel }),
    ).then(kept => (kept ? onDone() : setBusy(false)));
  };
  return (
    <form class="whole-form" onSubmit={save}>
      <ChannelField
        label={say('consent.withdraw.where')}
        hint={
          consent.purpose === 'identity_document' ? say('consent.withdraw.documents') : undefined
        }
        value={channel}
        onChange={setChannel}
      />
      <div class="whole-form-buttons">
        <Button onClick={onDone}>{say('cancel')}</Button>
        <Button type="submit" tone="danger" busy={busy}>
          {say('consent.withdraw.note')}
        </Button>
      </div>
    </form>
  );
}

function ConsentForm({ whole, onDone }: { whole: WholeProfile; onDone: () => void }) {
  const { id, locale } = whole.customer;
  const begun = useBegun<{ purpose: Purpose; channel: string; text: string }>(`consent of ${id}`, {
    purpose: 'marketing_email',
    channel: 'webchat',
    text: '',
  });
  const { purpose, channel, text } = begun.value;
  const leave = () => {
    begun.over();
    onDone();
  };
  const [busy, setBusy] = useState(false);
  const save = (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    setBusy(true);
    const draft = { purpose, channel, text, locale: locale ?? me.value?.locale ?? 'en' };
    void act(id, () => http.post(`/customers/${id}/consents`, draft)).then(kept =>
      kept ? leave() : setBusy(false),
    );
  };
  return (
    <form class="whole-form" onSubmit={save}>
      <SelectField
        label={say('consent.purpose')}
        value={purpose}
        onChange={event => begun.write({ purpose: event.currentTarget.value as Purpose })}
      >
        {PURPOSES.map(each => (
          <option key={each} value={each}>
            {say(`purpose.${each}`)}
          </option>
        ))}
      </SelectField>
      <ChannelField
        label={say('consent.channel')}
        value={channel}
        onChange={chosen => begun.write({ channel: chosen })}
      />
      <AreaField
        label={say('consent.text')}
        hint={say('consent.text.hint')}
        rows={3}
        required
        autoFocus
        value={text}
        onInput={event => begun.write({ text: event.currentTarget.value })}
      />
      <FormButtons busy={busy} whole={text.trim() !== ''} onCancel={leave} />
    </form>
  );
}

interface ChannelProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (channel: string) => void;
}

function ChannelField({ label, hint, value, onChange }: ChannelProps) {
  return (
    <SelectField
      label={label}
      hint={hint}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    >
      {CHANNELS.map(each => (
        <option key={each} value={each}>
          {say(`channel.${each}`)}
        </option>
      ))}
    </SelectField>
  );
}
