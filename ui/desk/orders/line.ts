// The stations of an order: what is done, where it is now, what comes next.

import type { Time } from '@shared/contracts';
import type { JourneyWords, Order, Parcel } from '@shared/orders';

export interface Stop {
  /** A station's name, or the state in which the journey ended early. */
  name: string;
  standing: 'done' | 'now' | 'next' | 'ended';
  at: Time | null;
}

const DIRECT = ['bought', 'paid', 'under_way', 'customs', 'delivery', 'delivered'];
const WAREHOUSE = [
  'bought',
  'paid',
  'to_warehouse',
  'warehouse',
  'under_way',
  'customs',
  'delivery',
  'delivered',
];
const ENDED = ['not_won', 'cancelled', 'returned', 'lost', 'disposed'];

/** Whether something is still to come of an order. */
export const isOpen = ({ state }: Pick<Order, 'state'>): boolean =>
  state !== 'delivered' && !ENDED.includes(state);

/** The line of an order; customs are left out where nothing goes abroad. */
export function stopsOf(
  order: Pick<Order, 'via_warehouse' | 'state' | 'reached'>,
  parcels: readonly Pick<Parcel, 'direction'>[],
  words: JourneyWords,
): Stop[] {
  const states = order.via_warehouse ? words.via_warehouse : words.direct;
  const abroad =
    order.via_warehouse ||
    parcels.some(parcel => parcel.direction === 'international') ||
    'export' in order.reached ||
    'customs' in order.reached;
  const line = (order.via_warehouse ? WAREHOUSE : DIRECT).filter(
    station => abroad || station !== 'customs',
  );
  const times = new Map<string, Time>();
  for (const [state, at] of Object.entries(order.reached)) {
    const station = states[state]?.station;
    if (!station || ENDED.includes(state)) continue;
    const held = times.get(station);
    if (!held || at < held) times.set(station, at);
  }
  const stop = (name: string, standing: Stop['standing']): Stop => ({
    name: words.stations[name] ?? name,
    standing,
    at: times.get(name) ?? null,
  });
  if (ENDED.includes(order.state)) {
    const last = line.findLastIndex(station => times.has(station));
    return [
      ...line.slice(0, last + 1).map(station => stop(station, 'done')),
      {
        name: states[order.state]?.name ?? order.state,
        standing: 'ended',
        at: order.reached[order.state] ?? null,
      },
    ];
  }
  const here = line.indexOf(states[order.state]?.station ?? '');
  return line.map((station, place) => {
    if (place < here || (place === here && place === line.length - 1)) return stop(station, 'done');
    return stop(station, place === here ? 'now' : 'next');
  });
}
