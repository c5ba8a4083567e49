// Asking for a refund: how much, why, and a button that says the sum before it moves any money.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { uuid } from '@shared/ids';
import { money, type Order } from '@shared/orders';
import { useRef, useState } from 'preact/hooks';
import { reason as wordsFor } from '../../state/reason';
import { locale, t } from '../../state/texts';
import { readAmount, writeAmount } from './amounts';
import { askRefund, type OrderRefunds } from './state';
import { say } from './texts';

const LONGEST_REASON = 120;

interface AskingProps {
  order: Order;
  refunds: OrderRefunds;
  platform: string;
  onClose: () => void;
}

export function Asking({ order, refunds, platform, onClose }: AskingProps) {
  const { refundable, currency } = refunds;
  const [text, setText] = useState(writeAmount(refundable, currency));
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // Sent again after the line broke, it is the same refund; changed, it is another.
  const key = useRef(uuid());
  const change = (set: () => void) => {
    key.current = uuid();
    setRefusal(null);
    set();
  };

  const amount = readAmount(text, currency);
  const sum = (minor: number) => money(minor, currency, locale.value);
  const wrong =
    amount === null
      ? say('amount.wrong')
      : amount > refundable
        ? say('amount.tooMuch', { most: sum(refundable) })
        : null;
  const ask = async (event: Event) => {
    event.preventDefault();
    if (amount === null || amount === 0 || wrong || busy) return;
    setBusy(true);
    try {
      await askRefund(order.id, { amount, currency, reason: reason.trim() }, key.current);
      onClose();
    } catch (error) {
      setRefusal(wordsFor(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={say('ask')} closeLabel={t('close')} onClose={onClose}>
      <form class="refund-form" onSubmit={event => void ask(event)}>
        <p>{say('ask.text', { number: order.number, platform })}</p>
        <Field
          label={say('amount', { currency })}
          hint={say('amount.most', { most: sum(refundable) })}
          error={text.trim() ? wrong : null}
          inputMode="decimal"
          autocomplete="off"
          autoFocus
          value={text}
          onInput={event => {
            const { value } = event.currentTarget;
            change(() => setText(value));
          }}
        />
        <Field
          label={say('reason')}
          hint={say('reason.hint')}
          maxLength={LONGEST_REASON}
          value={reason}
          onInput={event => {
            const { value } = event.currentTarget;
            change(() => setReason(value));
          }}
        />
        {refusal && (
          <p class="field-error" role="alert">
            {refusal}
          </p>
        )}
        <DialogButtons>
          <Button tone="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button tone="danger" type="submit" busy={busy} disabled={!amount || wrong !== null}>
            {amount && !wrong ? say('ask.do', { amount: sum(amount) }) : say('ask')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
