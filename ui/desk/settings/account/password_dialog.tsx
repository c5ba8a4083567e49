// What concerns the ways in is done only by who knows the password: asked for here, each time.

import { Dialog } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { t } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';

interface PasswordDialogProps {
  /** What is done; its button says the same. */
  title: string;
  words: string;
  tone?: 'primary' | 'danger';
  onClose: () => void;
  onGiven: (given: { password: string }) => Promise<void>;
}

export function PasswordDialog(props: PasswordDialogProps) {
  const { title, words, tone = 'primary', onClose, onGiven } = props;
  const form = useForm({ password: '' });
  return (
    <Dialog title={title} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={form.submit(onGiven)}>
        <p class="dialog-words">{words}</p>
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
        <DialogFoot form={form} action={title} tone={tone} onClose={onClose} />
      </form>
    </Dialog>
  );
}
