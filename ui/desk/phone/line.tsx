// System lines about calls, in the reader's language.

import type { SystemLine } from '@shared/contracts';
import { people, teams } from '../state/store';
import { length } from './panel';
import { hasWords, say } from './texts';

type Value = string | number | null | undefined;

export function CallLine({ line: { key, params } }: { line: SystemLine }) {
  const seconds = Number(params.seconds ?? 0);
  const wanted = key === 'call_ended' && seconds === 0 ? 'line.call_ended.short' : `line.${key}`;
  if (!hasWords(wanted)) return <>{key}</>;
  const ending = `ending.${params.ending}`;
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
          ending: hasWords(ending) ? say(ending as never) : '',
        } as never,
      )}
    </>
  );
}

function nameOf(map: { get: (id: number) => { name: string } | undefined }, value: Value): string {
  return typeof value === 'number' ? (map.get(value)?.name ?? '…') : (value ?? '');
}
