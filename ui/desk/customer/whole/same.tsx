// Colleagues know that two are one person though nothing proves it: the other is looked for.

import { Avatar } from '@shared/components/avatar';
import { Dialog } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import type { Customer } from '@shared/contracts';
import { query } from '@shared/http';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, me } from '../../state/session';
import { shops } from '../../state/store';
import type { WholeProfile } from './state';
import { Compare } from './suggestions';
import { say } from './texts';

const BREATH = 250;

interface SameProps {
  whole: WholeProfile;
  /** What is looked for at first. */
  words?: string;
  onClose: () => void;
}

export function FindSame({ whole, words = '', onClose }: SameProps) {
  const [text, setText] = useState(words);
  const [found, setFound] = useState<Customer[] | null>(null);
  const [chosen, setChosen] = useState<Customer | null>(null);
  const ours = new Set(whole.faces.map(face => face.customer.id));
  useEffect(() => {
    const wanted = text.trim();
    if (!wanted) {
      setFound(null);
      return;
    }
    const aborted = new AbortController();
    const timer = setTimeout(() => {
      http
        .get<{ found_customers: { customer: Customer }[] }>(
          `/search${query({ q: wanted, limit: 1 })}`,
          aborted.signal,
        )
        .then(
          page => setFound(page.found_customers.map(({ customer }) => customer)),
          error => aborted.signal.aborted || complain(error),
        );
    }, BREATH);
    return () => {
      clearTimeout(timer);
      aborted.abort();
    };
  }, [text]);
  const others = found?.filter(each => !ours.has(each.id) && each.erased_at === null);
  if (chosen) {
    const value = me.value?.name ?? '';
    return (
      <Compare
        whole={whole}
        suggestion={{ customer: chosen, basis: 'staff', channel: '', value }}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog title={say('same.title')} onClose={onClose} closeLabel={say('close')}>
      <Field
        label={say('same.search')}
        type="search"
        value={text}
        autoFocus
        maxLength={200}
        onInput={event => setText(event.currentTarget.value)}
      />
      <ul class="same" aria-live="polite">
        {others?.map(each => (
          <li key={each.id}>
            <button type="button" onClick={() => setChosen(each)}>
              <Avatar name={each.name} seed={each.id} size={28} />
              <span>
                <bdi>{each.name}</bdi>
                <small>
                  {[shops.get(each.shop_id)?.name, each.email, each.phone, each.external_id]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
            </button>
          </li>
        ))}
        {others?.length === 0 && <li class="customer-none">{say('same.none')}</li>}
      </ul>
    </Dialog>
  );
}
