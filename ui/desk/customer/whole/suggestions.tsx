// "This is probably the same person": the two side by side, made one, or left apart for good.

import { now } from '@shared/clock';
import { Avatar } from '@shared/components/avatar';
import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { PeopleIcon } from '@shared/components/icons';
import type { Customer } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { http, zone } from '../../state/session';
import { shops } from '../../state/store';
import { language, times } from '../../state/texts';
import { keepApart, merge, type Suggestion, type WholeProfile } from './state';
import './suggestions.css';
import { say } from './texts';

export function Suggestions({ whole }: { whole: WholeProfile }) {
  const [compared, setCompared] = useState<Suggestion | null>(null);
  const [first, ...more] = whole.suggestions;
  if (!first) return null;
  return (
    <aside class="suggestion" aria-label={say('suggestion')}>
      <PeopleIcon />
      <div>
        <p>
          {say('suggestion.text', { name: first.customer.name })}{' '}
          <small>{say(`basis.${first.basis}`, { value: first.value })}</small>
        </p>
        <div class="suggestion-acts">
          <Button onClick={() => setCompared(first)}>{say('suggestion.compare')}</Button>
          {more.length > 0 && <small>{say('suggestion.more', { count: more.length })}</small>}
        </div>
      </div>
      {compared && (
        <Compare whole={whole} suggestion={compared} onClose={() => setCompared(null)} />
      )}
    </aside>
  );
}

interface CompareProps {
  whole: WholeProfile;
  suggestion: Suggestion;
  onClose: () => void;
}

/** The two side by side: before they are one, one looks at both. */
export function Compare({ whole, suggestion, onClose }: CompareProps) {
  const [busy, setBusy] = useState(false);
  const [other, setOther] = useState<WholeProfile | null>(null);
  const { customer } = suggestion;
  useEffect(() => {
    let stopped = false;
    http.get<WholeProfile>(`/customers/${customer.id}/profile`).then(
      found => stopped || setOther(found),
      () => undefined, // what is known of them stands there all the same
    );
    return () => {
      stopped = true;
    };
  }, [customer.id]);
  const run = (doing: Promise<boolean>) => {
    setBusy(true);
    void doing.then(done => (done ? onClose() : setBusy(false)));
  };
  return (
    <Dialog title={say('compare.title')} width="wide" onClose={onClose} closeLabel={say('close')}>
      <div class="compare">
        <Side customer={whole.customer} whole={whole} />
        <Side customer={customer} whole={other} />
      </div>
      <p class="compare-why">{say(`basis.${suggestion.basis}`, { value: suggestion.value })}</p>
      <p class="compare-why">{say('compare.hint')}</p>
      <DialogButtons>
        <Button busy={busy} onClick={() => run(keepApart(whole.customer.id, customer.id))}>
          {say('compare.apart')}
        </Button>
        <Button
          tone="primary"
          busy={busy}
          onClick={() => run(merge(whole.customer.id, customer.id, suggestion.basis))}
        >
          {say('compare.merge')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

function Side({ customer, whole }: { customer: Customer; whole: WholeProfile | null }) {
  const shop = shops.get(customer.shop_id);
  const lines: [string, string | null | undefined][] = [
    [say('side.shop'), shop?.name],
    [say('side.email'), customer.email],
    [say('side.phone'), customer.phone],
    [say('side.language'), customer.locale && language(customer.locale)],
    [say('side.since'), times(zone()).day(customer.created_at, now.peek())],
    [say('side.conversations'), whole && String(whole.history.conversations)],
    [say('side.address'), whole?.addresses[0]?.label],
  ];
  return (
    <section class="compare-side">
      <header>
        <Avatar name={customer.name} seed={customer.id} size={36} />
        <h3>
          <bdi>{customer.name}</bdi>
          {customer.verified && <small>{say('side.verified')}</small>}
        </h3>
      </header>
      <dl>
        {lines.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || '—'}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
