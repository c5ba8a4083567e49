// A system line that tells of a partner: who asked, who answered, in the reader's language.

import type { SystemLine } from '@shared/contracts';
import { people } from '../state/store';
import { t } from '../state/texts';
import { kindName } from './state';
import { say, sayRich, wordsReady } from './texts';

type Told =
  | 'partner_asked'
  | 'partner_told'
  | 'partner_withdrawn'
  | 'partner_answered'
  | 'partner_asked_back'
  | 'partner_declined';

export function PartnerLine({ line: { key, params } }: { line: SystemLine }) {
  if (!wordsReady()) return null;
  const by = typeof params.by === 'number' ? people.get(params.by)?.name : params.by;
  return (
    <>
      {sayRich(`line.${key as Told}`, {
        by: <b>{by ?? t('desk.itself')}</b>,
        partner: <b>{params.partner}</b>,
        what: <bdi>{kindName(String(params.what))}</bdi>,
      })}
      {params.reason && ` ${say('line.reason', { reason: String(params.reason) })}`}
    </>
  );
}
