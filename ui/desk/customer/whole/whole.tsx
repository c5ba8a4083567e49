// The whole profile below the customer's first lines: who else they are, what went wrong before,
// addresses, consents, names, who contacted whom.

import type { Customer, Id } from '@shared/contracts';
import { useEffect } from 'preact/hooks';
import { Addresses } from './addresses';
import { Consents } from './consents';
import { Contacts } from './contacts';
import { IncidentOffer, Incidents } from './incidents';
import { Names } from './names';
import { bring, changed, wholeOf } from './state';
import { Suggestions } from './suggestions';
import { wordsReady } from './texts';
import { Worth } from './worth';
import './whole.css';

export { Choice } from './choice';

const BREATH = 150;

export interface WholeProps {
  customer: Customer;
  conversationId: Id;
}

function useWhole({ id, profile_id }: Customer) {
  useEffect(() => {
    const timer = setTimeout(() => {
      bring(id).catch(() => {
        // The line is down: what is known stays, and it is asked again with the next change.
      });
    }, BREATH);
    return () => clearTimeout(timer);
  }, [id, profile_id, changed.value]);
  return wordsReady() ? wholeOf(id) : undefined;
}

/** What is to be seen before anything else: that somebody is probably the same person. */
export function WholeHead({ customer, conversationId }: WholeProps) {
  const whole = useWhole(customer);
  if (!whole) return null;
  return (
    <>
      <Suggestions whole={whole} />
      <IncidentOffer whole={whole} conversationId={conversationId} />
    </>
  );
}

export function WholeProfile({ customer, conversationId }: WholeProps) {
  const whole = wordsReady() ? wholeOf(customer.id) : undefined;
  if (!whole) return null;
  return (
    <>
      <Worth whole={whole} />
      <Incidents whole={whole} conversationId={conversationId} />
      <Addresses whole={whole} />
      <Consents whole={whole} />
      <Names whole={whole} />
      <Contacts whole={whole} />
    </>
  );
}
