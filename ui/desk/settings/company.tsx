// The company: its name, as those who are invited and those who sign in by two factors read it.

import { Field } from '@shared/components/field';
import { type Fetched, useFetched } from './parts/fetched';
import { useForm } from './parts/form';
import { Coming, Failed } from './parts/listing';
import { SaveBar } from './parts/save_bar';
import { patch } from './parts/undoable';
import { say } from './texts';

interface Company {
  name: string;
}

const PATH = '/organisation';

export function CompanyPage() {
  const fetched = useFetched<Company>(PATH);
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming />;
  return <Name company={fetched.value} fetched={fetched} />;
}

function Name({ company, fetched }: { company: Company; fetched: Fetched<Company> }) {
  const form = useForm(company, 'company');
  const save = form.submit(async to => {
    await patch<Company>({
      path: PATH,
      to,
      back: company,
      text: say('saved'),
      take: changed => fetched.set(() => changed),
    });
    form.reset(to);
  });
  return (
    <form class="settings-part narrow" onSubmit={save}>
      <Field
        label={say('setup.organisation')}
        hint={say('company.name.hint')}
        autocomplete="organization"
        required
        maxLength={80}
        value={form.values.name}
        error={form.error('name')}
        onInput={event => form.set({ name: event.currentTarget.value })}
      />
      <SaveBar form={form} />
    </form>
  );
}
