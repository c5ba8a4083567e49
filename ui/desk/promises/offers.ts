// What the text in a composer promises, asked of the server while one writes.

import type { Id, PromiseOffer, Time } from '@shared/contracts';
import { recall, remember } from '@shared/storage';
import { useEffect, useState } from 'preact/hooks';
import { promise, promising } from '../composer/promising';
import { http, me } from '../state/session';

export interface Offers {
  items: PromiseOffer[];
  zone: string;
  customer_zone: string | null;
  unnamed_due_at: Time;
}

const PAUSE = 250;
const FEWEST = 3;
const MOST_DISMISSED = 200;

const place = () => `madoguchi.no_promises.${me.peek()?.id ?? 0}`;
const mark = (id: Id, text: string) => `${id} ${text}`;

/** Never offer these words again in this conversation. */
export function dismiss(id: Id, text: string): void {
  const before = recall<string[]>(place(), []);
  remember(place(), [...before, mark(id, text)].slice(-MOST_DISMISSED));
}

const isDismissed = (id: Id, text: string) =>
  recall<string[]>(place(), []).includes(mark(id, text));

/** The promises in what is being written that are neither taken nor dismissed. */
export function useOffers(id: Id, body: string, note: boolean): [PromiseOffer[], () => void] {
  const [found, setFound] = useState<PromiseOffer[]>([]);
  const [, redraw] = useState(0);
  const text = note || body.trim().length < FEWEST ? '' : body;

  useEffect(() => {
    letGo(id, text);
    if (!text) {
      setFound([]);
      return;
    }
    let superseded = false;
    const timer = setTimeout(() => {
      http.post<Offers>(`/conversations/${id}/promise-offers`, { text }).then(
        ({ items }) => {
          if (!superseded) setFound(items);
        },
        () => {}, // the line is down: a promise can still be added by hand
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      superseded = true;
    };
  }, [id, text]);

  const taken = promising(id).value.promises;
  const open = found.filter(
    offer =>
      text.includes(offer.text) &&
      !taken.some(each => each.offered === offer.text) &&
      !isDismissed(id, offer.text),
  );
  return [open, () => redraw(count => count + 1)];
}

/** What was taken from words that no longer stand there is promised no more. */
function letGo(id: Id, text: string): void {
  const { promises } = promising(id).peek();
  const kept = promises.filter(each => !each.offered || text.includes(each.offered));
  if (kept.length < promises.length) promise(id, { promises: kept });
}
