// Calling a number, typed or pressed, by one of our lines.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { Field, SelectField } from '@shared/components/field';
import { PhoneIcon } from '@shared/components/icons';
import { useState } from 'preact/hooks';
import { t } from '../state/texts';
import { busy, callNumber } from './acts';
import { type Dialling, dialling, outward } from './doors';
import { say } from './texts';

export function Dial({ asked }: { asked: Dialling }) {
  const [number, setNumber] = useState(asked.number);
  const own = outward.value.find(line => line.shop_id === asked.shop);
  const [line, setLine] = useState((own ?? outward.value[0])?.id ?? 0);
  const [problem, setProblem] = useState<string | null>(null);
  const [night, setNight] = useState(false);
  const close = () => {
    dialling.value = null;
  };
  const dial = async (event: Event) => {
    event.preventDefault();
    // Another shop's line calls on its own account: not in this customer's conversation.
    const chosen = outward.peek().find(each => each.id === line);
    const conversation = chosen?.shop_id === asked.shop ? asked.conversation : null;
    const called = await callNumber(line, number.trim(), conversation, night, error => {
      setProblem(error.message);
      setNight(error.key === 'phone.quiet_hours');
      return true;
    });
    if (called) close();
  };
  return (
    <Dialog title={say('dial')} closeLabel={t('close')} onClose={close}>
      <form class="phone-dial" onSubmit={event => void dial(event)}>
        <Field
          label={say('dial.number')}
          type="tel"
          autoFocus
          autocomplete="off"
          value={number}
          error={problem ?? undefined}
          onInput={event => {
            setNumber(event.currentTarget.value);
            setProblem(null);
            setNight(false);
          }}
        />
        {outward.value.length > 1 && (
          <SelectField
            label={say('dial.line')}
            value={String(line)}
            onChange={event => setLine(Number(event.currentTarget.value))}
          >
            {outward.value.map(each => (
              <option key={each.id} value={String(each.id)}>
                {each.name} {each.number}
              </option>
            ))}
          </SelectField>
        )}
        <DialogButtons>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button
            tone="primary"
            type="submit"
            icon={PhoneIcon}
            busy={busy.value}
            disabled={!/\d/.test(number)}
          >
            {say(night ? 'dial.anyway' : 'dial.call')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
