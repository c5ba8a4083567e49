// Which microphone, and whether its sound is improved; taken up with the next call.

import { SelectField, Switch } from '@shared/components/field';
import { useEffect, useState } from 'preact/hooks';
import { choose, devices } from './audio';
import { say } from './texts';

export function DevicePicker() {
  const [found, setFound] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    navigator.mediaDevices.enumerateDevices().then(
      all => setFound(all.filter(each => each.kind === 'audioinput')),
      () => {}, // the browser keeps them to itself: its own choice stays
    );
  }, []);
  return (
    <div class="phone-devices">
      <SelectField
        label={say('device')}
        value={devices.value.microphone}
        onChange={event => choose({ microphone: event.currentTarget.value })}
      >
        <option value="">—</option>
        {found
          .filter(each => each.deviceId)
          .map(each => (
            <option key={each.deviceId} value={each.deviceId}>
              {each.label}
            </option>
          ))}
      </SelectField>
      <Switch
        label={say('device.plain')}
        checked={devices.value.plain}
        onChange={plain => choose({ plain })}
      />
    </div>
  );
}
