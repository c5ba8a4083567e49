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
  | 'partner_declined'
  | 'partner_accepted'
  | 'partner_left'
  | 'partner_answered_by_machine'
  | 'partner_remarked'
  | 'partner_stranger'
  | 'partner_unreached';

export function PartnerLine({ line: { key, params } }: { line: SystemLine }) {
  if (!wordsReady()) return null;
  const unmailed = key === 'partner_unreached' && params.reason === 'no_mailbox';
  const by = typeof params.by === 'number' ? people.get(params.by)?.name : params.by;
  return (
    <>
      {sayRich(unmailed ? 'line.partner_unreached.no_mailbox' : `line.${key as Told}`, {
        by: <b>{by ?? t('desk.itself')}</b>,
        partner: <b>{params.partner}</b>,
        what: <bdi>{kindName(String(params.what))}</bdi>,
        address: <bdi>{params.address}</bdi>,
      })}
      {key !== 'partner_unreached' &&
        params.reason &&
        ` ${say('line.reason', { reason: String(params.reason) })}`}
    </>
  );
}
