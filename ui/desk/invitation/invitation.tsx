// Somebody was invited: what they are invited to, and what the desk needs to know of them.

import { Button } from '@shared/components/button';
import { MailIcon } from '@shared/components/icons';
import type { Role, Time } from '@shared/contracts';
import type { DoorProps } from '../doors';
import { useFetched } from '../settings/parts/fetched';
import { FormProblem, useForm } from '../settings/parts/form';
import { Coming } from '../settings/parts/listing';
import { browserZone } from '../settings/parts/zones';
import { say, wordsReady } from '../settings/texts';
import { LinkGone, Paper } from '../setup/paper';
import { NameField, PasswordAndPlaceFields } from '../setup/self_fields';
import { route } from '../state/router';
import { http } from '../state/session';
import { locale, t, times } from '../state/texts';
import '../settings/settings.css';

interface Invited {
  organisation: string;
  email: string;
  role: Role;
  expires_at: Time;
}

export function Invitation({ onDone }: DoorProps) {
  const token = route.value.name === 'invitation' ? route.value.token : '';
  const path = `/invitations/by-token/${encodeURIComponent(token)}`;
  const fetched = useFetched<Invited>(path);
  if (!wordsReady()) return null;
  const invited = fetched.value;
  if (fetched.failed !== null) {
    return <LinkGone icon={MailIcon} title={say('invitation.gone')} why={fetched.failed} />;
  }
  return (
    <Paper
      title={
        invited ? say('invitation.title', { organisation: invited.organisation }) : t('loading')
      }
      text={say('invitation.text')}
    >
      {invited ? <Accept path={path} invited={invited} onDone={onDone} /> : <Coming rows={2} />}
    </Paper>
  );
}

interface AcceptProps extends DoorProps {
  path: string;
  invited: Invited;
}

function Accept({ path, invited, onDone }: AcceptProps) {
  const form = useForm({ name: '', password: '', zone: browserZone() });
  const join = form.submit(async values => {
    await http.post(`${path}/accept`, { ...values, locale: locale.peek() });
    await onDone();
  });
  return (
    <form onSubmit={join}>
      <dl class="invited">
        <dt>{t('signIn.email')}</dt>
        <dd>{invited.email}</dd>
        <dt>{say('role')}</dt>
        <dd>{say(`role.${invited.role}`)}</dd>
        <dt>{say('invitation.until')}</dt>
        <dd>{times(form.values.zone).moment(invited.expires_at)}</dd>
      </dl>
      {/* So that a password manager keeps both together. */}
      <input
        class="visually-hidden"
        autocomplete="username"
        value={invited.email}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <NameField form={form} focus />
      <PasswordAndPlaceFields form={form} />
      <FormProblem form={form} />
      <Button tone="primary" type="submit" class="setup-go" busy={form.busy}>
        {say('invitation.join')}
      </Button>
    </form>
  );
}
