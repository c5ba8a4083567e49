// System lines about calls, in the reader's language.

import type { SystemLine } from '@shared/contracts';
import { zone } from '../state/session';
import { people, teams } from '../state/store';
import { times } from '../state/texts';
import type { Recording } from './contracts';
import { length } from './panel';
import { Recordings } from './recordings';
import { hasWords, say } from './texts';

/** What can be heard of a call at the line that tells of it. */
const HEARD: Readonly<Record<string, Recording['kind']>> = {
  call_ended: 'talk',
  voicemail_left: 'voicemail',
};

type Value = string | number | null | undefined;

export function CallLine({ line: { key, params } }: { line: SystemLine }) {
  const seconds = Number(params.seconds ?? 0);
  const wanted = `line.${key}${variant(key, params, seconds)}`;
  if (!hasWords(wanted)) return <>{key}</>;
  const ending = `ending.${params.ending}`;
  const heard = HEARD[key];
  return (
    <>
      {say(
        wanted as never,
        {
          number: String(params.number ?? say('withheld')),
          by: nameOf(people, params.by),
          to: params.to == null ? nameOf(teams, params.team) : nameOf(people, params.to),
          rings: String(params.rings ?? ''),
          seconds: String(seconds),
          length: length(seconds),
          when: params.wanted_at ? times(zone()).moment(String(params.wanted_at)) : '',
          ending: hasWords(ending) ? say(ending as never) : '',
        } as never,
      )}
      {heard && typeof params.call === 'number' && <Recordings id={params.call} kind={heard} />}
    </>
  );
}

/** What tells the sentences of one kind apart. */
function variant(key: string, params: SystemLine['params'], seconds: number): string {
  if (key === 'call_ended' && seconds === 0) return '.short';
  if (key === 'call_came' && params.door === 'chat') return '.chat';
  if (key === 'callback_asked' && params.wanted_at) return '.at';
  return '';
}

function nameOf(map: { get: (id: number) => { name: string } | undefined }, value: Value): string {
  return typeof value === 'number' ? (map.get(value)?.name ?? '…') : (value ?? '');
}
