// Whoever holds a link to a new password chooses it here, and signs in with it afterwards.

import { Button } from '@shared/components/button';
import { Field } from '@shared/components/field';
import { LockIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import { LinkGone, Paper } from '../../setup/paper';
import { go, pathTo, route } from '../../state/router';
import { http } from '../../state/session';
import { t } from '../../state/texts';
import { LEAST_PASSWORD } from '../account/password';
import { useFetched } from '../parts/fetched';
import { FormProblem, useForm } from '../parts/form';
import { Coming } from '../parts/listing';
import { wordsReady as houseReady, say as told } from '../texts';
import { say, wordsReady } from './texts';
import '../settings.css';

interface Forgetful {
  organisation: string;
  name: string;
  email: string;
}

export function NewPassword() {
  const token = route.value.name === 'password' ? route.value.token : '';
  const path = `/password-links/by-token/${encodeURIComponent(token)}`;
  const fetched = useFetched<Forgetful>(path);
  if (!wordsReady() || !houseReady()) return null;
  if (fetched.failed !== null) {
    return <LinkGone icon={LockIcon} title={say('choose.gone')} why={fetched.failed} />;
  }
  return (
    <Paper title={say('choose')} text={fetched.value && say('choose.text', { ...fetched.value })}>
      {fetched.value ? <Choose path={path} whose={fetched.value} /> : <Coming rows={2} />}
    </Paper>
  );
}

function Choose({ path, whose }: { path: string; whose: Forgetful }) {
  const form = useForm({ password: '' });
  const choose = form.submit(async values => {
    await http.post(path, values);
    toast(say('choose.done'));
    go(pathTo.signIn, { replace: true });
  });
  return (
    <form onSubmit={choose}>
      <Field
        label={t('signIn.email')}
        type="email"
        autocomplete="username"
        readOnly
        value={whose.email}
      />
      <Field
        label={told('password.new')}
        hint={told('password.hint', { least: LEAST_PASSWORD })}
        type="password"
        autocomplete="new-password"
        required
        autoFocus
        minLength={LEAST_PASSWORD}
        value={form.values.password}
        error={form.error('password')}
        onInput={event => form.set({ password: event.currentTarget.value })}
      />
      <FormProblem form={form} />
      <Button tone="primary" type="submit" class="setup-go" busy={form.busy}>
        {say('choose.save')}
      </Button>
    </form>
  );
}
