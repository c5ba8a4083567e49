// Inviting somebody: who, what they may do and see, then a link to hand to them.

import { Dialog } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import type { Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { http } from '../../state/session';
import { t } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { Once } from '../parts/once';
import { type Reach, RoleField, ShopsField, TeamsField } from '../parts/reach';
import { say } from '../texts';
import type { Invitation } from './invitations';

interface Draft extends Reach {
  email: string;
  team_ids: Id[];
}

const BLANK: Draft = { email: '', role: 'agent', all_shops: true, shop_ids: [], team_ids: [] };

interface InviteProps {
  onClose: () => void;
  onMade: (invitation: Invitation) => void;
}

export function Invite({ onClose, onMade }: InviteProps) {
  const [link, setLink] = useState<{ email: string; url: string } | null>(null);
  const form = useForm(BLANK);
  const invite = form.submit(async values => {
    const made = await http.post<{ invitation: Invitation; url: string }>('/invitations', {
      ...values,
      email: values.email.trim(),
    });
    onMade(made.invitation);
    setLink({ email: made.invitation.email, url: made.url });
  });
  if (link) {
    return (
      <Once
        title={say('invite.made')}
        text={say('invite.made.text', { email: link.email })}
        label={say('invite.link')}
        secret={link.url}
        onDone={onClose}
      />
    );
  }
  return (
    <Dialog title={say('people.invite')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={invite}>
        <Field
          label={t('signIn.email')}
          type="email"
          required
          autoFocus
          value={form.values.email}
          error={form.error('email')}
          onInput={event => form.set({ email: event.currentTarget.value })}
        />
        <RoleField
          value={form.values.role}
          error={form.error('role')}
          onChange={role => form.set({ role })}
        />
        <ShopsField value={form.values} error={form.error('shop_ids')} onChange={form.set} />
        <TeamsField
          value={form.values.team_ids}
          error={form.error('team_ids')}
          onChange={team_ids => form.set({ team_ids })}
        />
        <DialogFoot form={form} action={say('invite.make')} onClose={onClose} />
      </form>
    </Dialog>
  );
}
