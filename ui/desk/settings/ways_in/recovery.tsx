// One's recovery codes: how many are left, and new ones in their place.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { http } from '../../state/session';
import { t } from '../../state/texts';
import { useFetched } from '../parts/fetched';
import { FormProblem, useForm } from '../parts/form';
import { say, wordsReady } from './texts';

interface Standing {
  on: boolean;
  recovery_codes_left: number;
}

interface RecoveryProps {
  /** Shows the new ones, this once. */
  onCodes: (codes: readonly string[]) => void;
  /** What else there is to do about the second factor, beside the button. */
  children: ComponentChildren;
}

export function RecoveryPart({ onCodes, children }: RecoveryProps) {
  const fetched = useFetched<Standing>('/two-factor');
  const [asking, setAsking] = useState(false);
  if (!wordsReady()) return <>{children}</>;
  const left = fetched.value?.recovery_codes_left;
  return (
    <>
      <p class="part-text">{left === undefined ? ' ' : say('codes.left', { count: left })}</p>
      <div class="form-buttons">
        <Button onClick={() => setAsking(true)}>{say('codes.renew')}</Button>
        {children}
      </div>
      {asking && (
        <Renew
          onClose={() => setAsking(false)}
          onDone={codes => {
            setAsking(false);
            fetched.reload();
            onCodes(codes);
          }}
        />
      )}
    </>
  );
}

interface RenewProps {
  onClose: () => void;
  onDone: (codes: readonly string[]) => void;
}

function Renew({ onClose, onDone }: RenewProps) {
  const form = useForm({ password: '' });
  const renew = form.submit(async values => {
    const path = '/two-factor/recovery-codes';
    onDone((await http.post<{ recovery_codes: string[] }>(path, values)).recovery_codes);
  });
  return (
    <Dialog title={say('codes.renew')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={renew}>
        <p class="dialog-words">{say('codes.renew.text')}</p>
        <Field
          label={t('signIn.password')}
          type="password"
          autocomplete="current-password"
          required
          autoFocus
          value={form.values.password}
          error={form.error('password')}
          onInput={event => form.set({ password: event.currentTarget.value })}
        />
        <FormProblem form={form} />
        <DialogButtons>
          <Button tone="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button tone="primary" type="submit" busy={form.busy}>
            {say('codes.renew')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
