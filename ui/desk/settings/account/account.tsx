// Who I am here, and how my account is kept safe.

import { Field } from '@shared/components/field';
import type { Person } from '@shared/contracts';
import { me } from '../../state/session';
import { people } from '../../state/store';
import { t } from '../../state/texts';
import { useForm } from '../parts/form';
import { SaveBar } from '../parts/save_bar';
import { patch } from '../parts/undoable';
import { say } from '../texts';
import { PasswordPart } from './password';
import { SessionsPart } from './sessions';
import { TwoFactorPart } from './two_factor';

export function AccountPage() {
  const person = me.value;
  if (!person) return null;
  return (
    <>
      <NamePart person={person} />
      <PasswordPart email={person.email} />
      <TwoFactorPart on={person.two_factor} />
      <SessionsPart />
    </>
  );
}

/** Take a changed person in, oneself too. */
export function takePerson(person: Person): void {
  people.upsert(person);
  if (me.peek()?.id === person.id) me.value = person;
}

function NamePart({ person }: { person: Person }) {
  const form = useForm({ name: person.name });
  const save = form.submit(async ({ name }) => {
    await patch<Person>({
      path: `/people/${person.id}`,
      to: { name },
      back: { name: person.name },
      text: say('saved'),
      take: answer => {
        takePerson(answer);
        form.reset({ name: answer.name });
      },
    });
  });
  return (
    <section class="settings-part">
      <h2>{say('account.you')}</h2>
      <form onSubmit={save}>
        <div class="form-pair">
          <Field
            label={say('name')}
            hint={say('account.name.hint')}
            autocomplete="name"
            required
            maxLength={80}
            value={form.values.name}
            error={form.error('name')}
            onInput={event => form.set({ name: event.currentTarget.value })}
          />
          <Field
            label={t('signIn.email')}
            hint={say('account.email.hint')}
            type="email"
            readOnly
            value={person.email}
          />
        </div>
        {form.dirty && <SaveBar form={form} />}
      </form>
    </section>
  );
}
