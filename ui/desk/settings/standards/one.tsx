// One standard: where it holds, what it asks, what happens on the way, and how it would have fared.

import { Button } from '@shared/components/button';
import { Field, SelectField, Switch } from '@shared/components/field';
import { TrashIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import { complain } from '../../state/actions';
import { go, pathTo } from '../../state/router';
import { http } from '../../state/session';
import { shops } from '../../state/store';
import { t } from '../../state/texts';
import { Crumb } from '../parts/crumb';
import type { Fetched } from '../parts/fetched';
import { type Form, useForm } from '../parts/form';
import { Empty } from '../parts/listing';
import { languageOf } from '../parts/names';
import { SaveBar } from '../parts/save_bar';
import { say } from '../texts';
import { Trial } from './dry_run';
import { MomentsField } from './moments';
import {
  BASES,
  type KeptStandard,
  narrowed,
  type Scope,
  type Standard,
  SUBJECTS,
} from './standard';
import { TargetFields } from './target';
import { channelText, placeText } from './words';
import './standards.css';

const LANGUAGES = ['zh-Hans', 'zh-Hant', 'ja', 'ko', 'en', 'fr', 'es'];
const CHANNELS = ['webchat', 'email'];

export interface Draft {
  standard: Standard;
  off: boolean;
}
export type StandardForm = Form<Draft>;

interface OneProps {
  name: string;
  fetched: Fetched<KeptStandard[]>;
}

export function OneStandard({ name, fetched }: OneProps) {
  const all = fetched.value ?? [];
  const fresh = name === 'new';
  const kept = fresh ? all[0] : all.find(each => each.id === Number(name));
  if (!kept) return <Empty title={say('standards.gone')} />;
  return <Editor kept={kept} fresh={fresh} fetched={fetched} />;
}

interface EditorProps {
  kept: KeptStandard;
  fresh: boolean;
  fetched: Fetched<KeptStandard[]>;
}

function Editor({ kept, fresh, fetched }: EditorProps) {
  const start = fresh ? narrowed(kept.standard) : kept.standard;
  const form = useForm<Draft>(
    { standard: start, off: !fresh && kept.off },
    `standard ${fresh ? 'new' : kept.id}`,
  );
  const { standard } = form.values;
  const set = (change: Partial<Standard>) => form.set({ standard: { ...standard, ...change } });
  const save = form.submit(async values => {
    if (fresh) {
      const made = await http.post<KeptStandard>('/standards', values);
      fetched.set(held => [...held, made]);
      form.reset({ standard: made.standard, off: made.off });
      go(pathTo.settings(`standards/${made.id}`), { replace: true });
    } else {
      const changed = await http.put<KeptStandard>(`/standards/${kept.id}`, values);
      fetched.set(held => held.map(each => (each.id === changed.id ? changed : each)));
      form.reset({ standard: changed.standard, off: changed.off });
    }
    toast(say('standards.saved'));
  });
  const remove = () =>
    http.delete(`/standards/${kept.id}`).then(() => {
      fetched.set(held => held.filter(each => each.id !== kept.id));
      go(pathTo.settings('standards'));
      toast(say('standards.removed'));
    }, complain);
  return (
    <>
      <Crumb page="standards" list={say('standards')}>
        {fresh
          ? say('standards.add')
          : `${t(`owed.${standard.subject}`)} · ${placeText(start.scope)}`}
      </Crumb>
      <form onSubmit={save}>
        {fresh && (
          <SelectField
            label={say('standards.subject')}
            value={standard.subject}
            error={form.error('subject')}
            onChange={event => {
              const like = fetched.value?.find(
                each => each.standard.subject === event.currentTarget.value,
              );
              if (like) set({ ...like.standard, scope: standard.scope });
            }}
          >
            {SUBJECTS.map(subject => (
              <option key={subject} value={subject}>
                {t(`owed.${subject}`)}
              </option>
            ))}
          </SelectField>
        )}
        <Place form={form} set={scope => set({ scope })} />
        <section class="settings-part">
          <h2>{say('standards.target')}</h2>
          <TargetFields form={form} set={set} />
          <SelectField
            label={say('standards.basis')}
            hint={say('standards.basis.hint')}
            value={standard.basis}
            error={form.error('basis') ?? form.error('day')}
            onChange={event => {
              const basis = event.currentTarget.value as Standard['basis'];
              set({ basis, day: basis === 'customer_day' ? [9 * 3600, 20 * 3600] : null });
            }}
          >
            {BASES.map(basis => (
              <option key={basis} value={basis}>
                {say(`standards.basis.${basis}`)}
              </option>
            ))}
          </SelectField>
        </section>
        <MomentsField form={form} set={set} />
        <Switch
          label={say('standards.turnOff')}
          hint={say('standards.turnOff.hint')}
          checked={form.values.off}
          onChange={off => form.set({ off })}
        />
        <Trial standard={standard} />
        <SaveBar form={form} />
      </form>
      {!fresh && (
        <Button tone="quiet" icon={TrashIcon} onClick={() => void remove()}>
          {say('standards.remove')}
        </Button>
      )}
    </>
  );
}

function Place({ form, set }: { form: StandardForm; set: (scope: Scope) => void }) {
  const { scope } = form.values.standard;
  const error = form.error('scope');
  const choose = (key: 'channel' | 'language', values: string[], name: (one: string) => string) => (
    <SelectField
      label={say(`standards.${key}`)}
      value={scope[key] ?? ''}
      onChange={event => set({ ...scope, [key]: event.currentTarget.value || null })}
    >
      <option value="">{say('standards.any')}</option>
      {[...new Set([...values, ...(scope[key] ? [scope[key]] : [])])].map(one => (
        <option key={one} value={one}>
          {name(one)}
        </option>
      ))}
    </SelectField>
  );
  return (
    <section class="settings-part">
      <h2>{say('standards.where')}</h2>
      <p class="part-text">{say('standards.where.text')}</p>
      <div class="form-pair">
        <SelectField
          label={say('standards.shop')}
          value={String(scope.shop ?? '')}
          onChange={event => set({ ...scope, shop: Number(event.currentTarget.value) || null })}
        >
          <option value="">{say('standards.any')}</option>
          {shops.values().map(shop => (
            <option key={shop.id} value={String(shop.id)}>
              {shop.name}
            </option>
          ))}
        </SelectField>
        {choose('channel', CHANNELS, channelText)}
        {choose('language', LANGUAGES, languageOf)}
        <Field
          label={say('standards.tier')}
          hint={say('standards.tier.hint')}
          maxLength={40}
          value={scope.tier ?? ''}
          onInput={event => set({ ...scope, tier: event.currentTarget.value.trim() || null })}
        />
      </div>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}
