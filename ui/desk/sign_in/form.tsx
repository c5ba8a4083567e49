// The sign-in form: mail address and password, then the six digits where they are asked for.

import { Button } from '@shared/components/button';
import { Field } from '@shared/components/field';
import { Refusal } from '@shared/http';
import { useState } from 'preact/hooks';
import { reason } from '../state/reason';
import { signIn } from '../state/session';
import { t } from '../state/texts';

interface SignInFormProps {
  /** Known already: who signs in again. */
  email?: string;
  onDone: () => Promise<void> | void;
}

export function SignInForm({ email: known = '', onDone }: SignInFormProps) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn({ email: email.trim(), password, ...(asksCode ? { code: code.trim() } : {}) });
      await onDone();
    } catch (error) {
      if (error instanceof Refusal && error.key.includes('two_factor_needed')) setAsksCode(true);
      else setProblem(reason(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class="sign-in-form" onSubmit={submit}>
      <Field
        label={t('signIn.email')}
        type="email"
        name="email"
        autocomplete="username"
        required
        autoFocus={!known}
        // Known: it has the focus, and the rest of the sentence being typed must change nothing.
        readOnly={asksCode || Boolean(known)}
        value={email}
        onInput={event => setEmail(event.currentTarget.value)}
      />
      {asksCode ? (
        <Field
          key="code"
          label={t('signIn.code')}
          hint={t('signIn.code.hint')}
          name="code"
          autocomplete="one-time-code"
          required
          autoFocus
          value={code}
          error={problem}
          onInput={event => setCode(event.currentTarget.value)}
        />
      ) : (
        <Field
          key="password"
          label={t('signIn.password')}
          type="password"
          name="password"
          autocomplete="current-password"
          required
          value={password}
          error={problem}
          onInput={event => setPassword(event.currentTarget.value)}
        />
      )}
      <Button tone="primary" type="submit" busy={busy}>
        {t('signIn')}
      </Button>
    </form>
  );
}
