// One colleague: what they may do and see, and whether they come in at all.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { BanIcon, LockIcon, ReopenIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { Person } from '@shared/contracts';
import { complain } from '../../state/actions';
import { http, me } from '../../state/session';
import { t } from '../../state/texts';
import { takePerson } from '../account/account';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { RoleField, ShopsField, TeamsField } from '../parts/reach';
import { patch, patchOrComplain } from '../parts/undoable';
import { say } from '../texts';
import { LinkButton, SessionsOf } from '../ways_in/colleague';

const FIELDS = ['name', 'email', 'role', 'all_shops', 'shop_ids', 'team_ids'] as const;
type Editable = Pick<Person, (typeof FIELDS)[number]>;

export function PersonDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const owner = me.value?.role === 'owner';
  const { name, email, role, all_shops, shop_ids, team_ids } = person;
  const form = useForm<Editable>({ name, email, role, all_shops, shop_ids, team_ids });
  const save = form.submit(async values => {
    const changed = FIELDS.filter(
      field => JSON.stringify(values[field]) !== JSON.stringify(person[field]),
    );
    const part = (of: Editable) => Object.fromEntries(changed.map(field => [field, of[field]]));
    if (changed.length) {
      await patch<Person>({
        path: `/people/${person.id}`,
        to: part(values),
        back: part(person),
        text: say('people.changed', { name: values.name }),
        take: takePerson,
      });
    }
    onClose();
  });
  return (
    <Dialog title={person.name} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={save}>
        {owner ? (
          <>
            <Field
              label={say('name')}
              required
              maxLength={80}
              value={form.values.name}
              error={form.error('name')}
              onInput={event => form.set({ name: event.currentTarget.value })}
            />
            <Field
              label={t('signIn.email')}
              type="email"
              required
              value={form.values.email}
              error={form.error('email')}
              onInput={event => form.set({ email: event.currentTarget.value })}
            />
            <RoleField
              value={form.values.role}
              error={form.error('role')}
              onChange={chosen => form.set({ role: chosen })}
            />
            <ShopsField value={form.values} error={form.error('shop_ids')} onChange={form.set} />
          </>
        ) : (
          <p class="dialog-words">{person.email}</p>
        )}
        <TeamsField
          value={form.values.team_ids}
          error={form.error('team_ids')}
          onChange={chosen => form.set({ team_ids: chosen })}
        />
        {owner && <Access person={person} onClose={onClose} />}
        {owner && person.id !== me.value?.id && <SessionsOf person={person} />}
        <DialogFoot form={form} action={say('save')} disabled={!form.dirty} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Out and in again, and the second factor taken off for one who lost their phone. */
function Access({ person, onClose }: { person: Person; onClose: () => void }) {
  const own = person.id === me.value?.id;
  const disabled = person.disabled_at !== null;
  const turn = (off: boolean) => {
    onClose();
    void patchOrComplain<Person>({
      path: `/people/${person.id}`,
      to: { disabled: off },
      back: { disabled: !off },
      text: say(off ? 'people.isDisabled' : 'people.isEnabled', { name: person.name }),
      take: takePerson,
    });
  };
  const takeOffSecond = () =>
    http.patch<Person>(`/people/${person.id}`, { two_factor: false }).then(answer => {
      takePerson(answer);
      toast(say('people.secondTakenOff', { name: person.name }));
    }, complain);
  if (own) return null;
  return (
    <fieldset class="choices">
      <legend>{say('people.access')}</legend>
      <p class="field-hint">{say(disabled ? 'people.enable.text' : 'people.disable.text')}</p>
      <div class="form-buttons access-buttons">
        {disabled ? (
          <Button icon={ReopenIcon} onClick={() => turn(false)}>
            {say('people.enable')}
          </Button>
        ) : (
          <Button icon={BanIcon} onClick={() => turn(true)}>
            {say('people.disable')}
          </Button>
        )}
        {!disabled && <LinkButton person={person} />}
        {person.two_factor && (
          <Button icon={LockIcon} onClick={() => void takeOffSecond()}>
            {say('people.takeOffSecond')}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
