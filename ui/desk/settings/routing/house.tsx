// The house's own rules: each shop's way, times, what each channel weighs, which tags call for a skill.

import { SelectField, Switch } from '@shared/components/field';
import { NumberField } from '@shared/components/number_field';
import type { Id, Routing, ShopRouting } from '@shared/contracts';
import { skillName } from '../../conversation/routed';
import { http } from '../../state/session';
import { shops, tags, teams } from '../../state/store';
import { useFetched } from '../parts/fetched';
import { useForm } from '../parts/form';
import { Coming, Failed } from '../parts/listing';
import { Ticks } from '../parts/reach';
import { SaveBar } from '../parts/save_bar';
import { say } from '../texts';
import { SKILLS } from './ability';

const AS_NEW: ShopRouting = { automatic: true, team_id: null, overflow_team_id: null };
const CHANNELS = ['webchat', 'line', 'email', 'phone', 'api'] as const;

export function House() {
  const fetched = useFetched<Routing>('/routing');
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming rows={2} />;
  return <HouseForm routing={fetched.value} onSaved={saved => fetched.set(() => saved)} />;
}

type Editable = Omit<Routing, 'id' | 'version'>;

const editable = ({ id: _id, version: _version, ...rest }: Routing): Editable => rest;

function HouseForm({ routing, onSaved }: { routing: Routing; onSaved: (saved: Routing) => void }) {
  const form = useForm<Editable>(editable(routing), 'routing');
  const { values } = form;
  const save = form.submit(async wanted => {
    const saved = await http.patch<Routing>('/routing', wanted);
    onSaved(saved);
    form.reset(editable(saved));
  });
  const seconds = (name: 'overflow_after_s' | 'quiet_after_s' | 'away_after_s', unit: number) => (
    <NumberField
      label={say(`routing.${name}`)}
      hint={say(`routing.${name}.hint`)}
      min={1}
      value={values[name] / unit}
      error={form.error(name)}
      onNumber={number => form.set({ [name]: Math.round(number * unit) })}
    />
  );
  return (
    <form onSubmit={save}>
      <section class="settings-part">
        <h2>{say('shops')}</h2>
        {shops
          .values()
          .filter(shop => !shop.archived_at)
          .map(shop => (
            <ShopPart
              key={shop.id}
              name={shop.name}
              value={values.shops[shop.id] ?? AS_NEW}
              onChange={changed => form.set({ shops: { ...values.shops, [shop.id]: changed } })}
            />
          ))}
      </section>
      <section class="settings-part">
        <h2>{say('routing.times')}</h2>
        <div class="form-pair">
          {seconds('overflow_after_s', 1)}
          {seconds('quiet_after_s', 60)}
          {seconds('away_after_s', 60)}
        </div>
      </section>
      <section class="settings-part">
        <h2>{say('routing.weights')}</h2>
        <p class="part-text">{say('routing.weights.text')}</p>
        <div class="form-pair">
          {CHANNELS.map(channel => (
            <NumberField
              key={channel}
              label={say(`routing.channel.${channel}`)}
              min={0.1}
              max={100}
              step={0.1}
              value={(values.weights[channel] ?? 100) / 100}
              error={form.error(`weights.${channel}`)}
              onNumber={number =>
                form.set({ weights: { ...values.weights, [channel]: Math.round(number * 100) } })
              }
            />
          ))}
        </div>
      </section>
      <section class="settings-part">
        <h2>{say('ability.skills')}</h2>
        <p class="part-text">{say('routing.skills.text')}</p>
        {[...new Set([...SKILLS, ...Object.keys(values.skill_tags)])].map(skill => (
          <fieldset class="choices" key={skill}>
            <legend>{skillName(skill)}</legend>
            <Ticks
              offered={tags.values()}
              chosen={values.skill_tags[skill] ?? []}
              none={say('routing.noTags')}
              onChange={chosen =>
                form.set({ skill_tags: { ...values.skill_tags, [skill]: chosen } })
              }
            />
          </fieldset>
        ))}
      </section>
      <SaveBar form={form} />
    </form>
  );
}

interface ShopPartProps {
  name: string;
  value: ShopRouting;
  onChange: (value: ShopRouting) => void;
}

function ShopPart({ name, value, onChange }: ShopPartProps) {
  const pick = (part: 'team_id' | 'overflow_team_id') => (
    <SelectField
      label={say(`routing.${part}`)}
      value={String(value[part] ?? '')}
      onChange={event =>
        onChange({ ...value, [part]: (Number(event.currentTarget.value) as Id) || null })
      }
    >
      <option value="">{say('routing.everybody')}</option>
      {teams.values().map(team => (
        <option key={team.id} value={team.id}>
          {team.name}
        </option>
      ))}
    </SelectField>
  );
  return (
    <fieldset class="choices">
      <legend>{name}</legend>
      <Switch
        label={say('routing.automatic')}
        hint={say('routing.automatic.hint')}
        checked={value.automatic}
        onChange={automatic => onChange({ ...value, automatic })}
      />
      {value.automatic && (
        <div class="form-pair">
          {pick('team_id')}
          {pick('overflow_team_id')}
        </div>
      )}
    </fieldset>
  );
}
