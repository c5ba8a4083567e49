// A moment to come, chosen in a popover: the usual ones, or any.

import { Button } from '@shared/components/button';
import { DateInput } from '@shared/components/date_input';
import { ClockIcon } from '@shared/components/icons';
import { Picker } from '@shared/components/picker';
import { Popover } from '@shared/components/popover';
import { knownZone } from '@shared/i18n/time';
import type { ComponentProps } from 'preact';
import { useState } from 'preact/hooks';
import { zone } from '../state/session';
import { t, times } from '../state/texts';
import './sheets.css';
import { fieldTime, presets } from './snooze_times';

interface PickTimeProps
  extends Pick<ComponentProps<typeof Popover>, 'anchor' | 'side' | 'label' | 'onClose'> {
  placeholder: string;
  /** The moment in milliseconds since 1970. */
  onPick: (at: number) => void;
}

export function PickTime({ placeholder, onPick, ...popover }: PickTimeProps) {
  const own = knownZone(zone());
  const [now] = useState(() => Date.now());
  const [typed, setTyped] = useState('');
  const custom = fieldTime(typed, own);
  return (
    <Popover {...popover} align="end">
      <Picker
        label={popover.label}
        placeholder={placeholder}
        none={t('snooze.none')}
        choices={presets(now, own).map(({ name, at }) => ({
          id: String(at),
          label: t(`snooze.${name}`),
          icon: <ClockIcon />,
          detail: name === 'hour' ? times(zone()).time(at) : times(zone()).moment(at),
        }))}
        onPick={at => onPick(Number(at))}
        footer={
          <form
            class="snooze-custom"
            onSubmit={event => {
              event.preventDefault();
              if (custom !== null && custom > Date.now()) onPick(custom);
            }}
          >
            <DateInput
              class="input"
              type="datetime-local"
              aria-label={t('snooze.custom')}
              value={typed}
              onInput={event => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" disabled={custom === null || custom <= now}>
              {t('snooze.set')}
            </Button>
          </form>
        }
      />
    </Popover>
  );
}
