// Which microphone and which speaker, and whether the voice is improved; taken up at once.

import { SelectField, Switch } from '@shared/components/field';
import { useEffect, useState } from 'preact/hooks';
import { choose, choosesSpeaker, devices } from './audio';
import { say } from './texts';

export function DevicePicker({ onChange }: { onChange?: () => void }) {
  const [found, setFound] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const look = () =>
      navigator.mediaDevices.enumerateDevices().then(
        all => setFound(all.filter(each => each.deviceId)),
        () => {}, // the browser keeps them to itself: its own choice stays
      );
    void look();
    navigator.mediaDevices.addEventListener('devicechange', look);
    return () => navigator.mediaDevices.removeEventListener('devicechange', look);
  }, []);
  const take = (wanted: Parameters<typeof choose>[0]) =>
    void choose(wanted).then(onChange, onChange);
  const offer = (kind: MediaDeviceKind) =>
    found
      .filter(each => each.kind === kind)
      .map(each => (
        <option key={each.deviceId} value={each.deviceId}>
          {each.label}
        </option>
      ));
  return (
    <div class="phone-devices">
      <SelectField
        label={say('device')}
        value={devices.value.microphone}
        onChange={event => take({ microphone: event.currentTarget.value })}
      >
        <option value="">{say('device.default')}</option>
        {offer('audioinput')}
      </SelectField>
      {choosesSpeaker && (
        <SelectField
          label={say('device.speaker')}
          value={devices.value.speaker}
          onChange={event => take({ speaker: event.currentTarget.value })}
        >
          <option value="">{say('device.default')}</option>
          {offer('audiooutput')}
        </SelectField>
      )}
      <Switch
        label={say('device.plain')}
        checked={devices.value.plain}
        onChange={plain => take({ plain })}
      />
    </div>
  );
}
