// What is due next in a conversation, in the reader's words; and how long somebody waits to whom
// nothing is owed.

import { now } from '@shared/clock';
import { Countdown } from '@shared/components/countdown';
import type { Countdown as Clock, Time } from '@shared/contracts';
import type { Reading } from '@shared/countdown';
import { spanText } from '@shared/i18n/time';
import { zone } from '../state/session';
import { locale, t, times } from '../state/texts';

export function Owed({ clock }: { clock: Clock }) {
  return <Countdown clock={clock} locale={locale.value} words={words(clock)} />;
}

const words =
  (clock: Clock) =>
  ({ pressure, opens }: Reading, span: string): string => {
    const what = t(`owed.${clock.subject}`);
    if (pressure === 'late') return t('owed.late', { what, span });
    if (pressure === 'paused') return t('owed.paused', { what, span });
    const due = times(zone()).moment(clock.due_at ?? '');
    if (pressure === 'closed' && opens !== null) {
      return t('owed.closed', { what, span, opens: times(zone()).moment(opens) });
    }
    return t('owed.left', { what, span, due });
  };

export function Waited({ since }: { since: Time }) {
  const span = spanText(Math.max(0, now.value - Date.parse(since)), locale.value);
  const said = t('waiting.calm', { span });
  return (
    <span class="countdown countdown-calm" title={said}>
      <span class="visually-hidden">{said}</span>
      <span class="countdown-span" aria-hidden="true">
        {span}
      </span>
    </span>
  );
}
