// A new password for oneself.

import { Button } from '@shared/components/button';
import { Field } from '@shared/components/field';
import { toast } from '@shared/components/toasts';
import { http } from '../../state/session';
import { FormProblem, useForm } from '../parts/form';
import { say } from '../texts';

const BLANK = { old_password: '', new_password: '' };
/** The server's own measure; it has the last word. */
export const LEAST_PASSWORD = 10;

export function PasswordPart({ email }: { email: string }) {
  const form = useForm(BLANK);
  const save = form.submit(async values => {
    await http.put('/session/password', values);
    form.reset(BLANK);
    toast(say('password.changed'));
  });
  return (
    <section class="settings-part">
      <h2>{say('password')}</h2>
      <form onSubmit={save}>
        {/* So that a password manager knows whose password this is. */}
        <input
          class="visually-hidden"
          autocomplete="username"
          value={email}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <div class="form-pair">
          <Field
            label={say('password.old')}
            type="password"
            autocomplete="current-password"
            required
            value={form.values.old_password}
            error={form.error('old_password')}
            onInput={event => form.set({ old_password: event.currentTarget.value })}
          />
          <Field
            label={say('password.new')}
            hint={say('password.hint', { least: LEAST_PASSWORD })}
            type="password"
            autocomplete="new-password"
            required
            minLength={LEAST_PASSWORD}
            value={form.values.new_password}
            error={form.error('new_password')}
            onInput={event => form.set({ new_password: event.currentTarget.value })}
          />
        </div>
        <FormProblem form={form} />
        <Button type="submit" busy={form.busy} disabled={!form.dirty}>
          {say('password.change')}
        </Button>
      </form>
    </section>
  );
}
