// What somebody may do and see: a role, shops, teams. For people, invitations and tokens alike.

import { Switch } from '@shared/components/field';
import type { Id, Role } from '@shared/contracts';
import { useId } from 'preact/hooks';
import { shops, teams } from '../../state/store';
import { say } from '../texts';

export interface Reach {
  role: Role;
  all_shops: boolean;
  shop_ids: Id[];
}

const ROLES: readonly Role[] = ['agent', 'supervisor', 'owner'];

export function RoleField({
  value,
  error,
  disabled,
  onChange,
}: {
  value: Role;
  error: string | null;
  disabled?: boolean;
  onChange: (role: Role) => void;
}) {
  const name = useId();
  return (
    <fieldset class="choices">
      <legend>{say('role')}</legend>
      {ROLES.map(role => (
        <label class="choice" key={role}>
          <input
            type="radio"
            name={name}
            checked={value === role}
            disabled={disabled}
            onChange={() => onChange(role)}
          />
          <span>
            {say(`role.${role}`)}
            <small>{say(`role.${role}.text`)}</small>
          </span>
        </label>
      ))}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function ShopsField({
  value,
  error,
  onChange,
}: {
  value: Reach;
  error: string | null;
  onChange: (change: Pick<Reach, 'all_shops' | 'shop_ids'>) => void;
}) {
  const offered = shops
    .values()
    .filter(shop => !shop.archived_at || value.shop_ids.includes(shop.id))
    .sort((one, other) => one.name.localeCompare(other.name));
  const all = value.all_shops || value.role === 'owner';
  return (
    <fieldset class="choices">
      <legend>{say('reach.shops')}</legend>
      <Switch
        label={say('reach.allShops')}
        hint={say(value.role === 'owner' ? 'reach.allShops.owner' : 'reach.allShops.hint')}
        checked={all}
        disabled={value.role === 'owner'}
        onChange={on => onChange({ all_shops: on, shop_ids: value.shop_ids })}
      />
      {!all && (
        <Ticks
          offered={offered}
          chosen={value.shop_ids}
          none={say('reach.noShops')}
          onChange={shop_ids => onChange({ all_shops: false, shop_ids })}
        />
      )}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function TeamsField({
  value,
  error,
  onChange,
}: {
  value: readonly Id[];
  error: string | null;
  onChange: (ids: Id[]) => void;
}) {
  const offered = teams.values().sort((one, other) => one.name.localeCompare(other.name));
  if (!offered.length) return null;
  return (
    <fieldset class="choices">
      <legend>{say('reach.teams')}</legend>
      <Ticks offered={offered} chosen={value} none="" onChange={onChange} />
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface TicksProps {
  offered: readonly { id: Id; name: string }[];
  chosen: readonly Id[];
  none: string;
  onChange: (ids: Id[]) => void;
}

/** Things to tick, each by its name. */
export function Ticks({ offered, chosen, none, onChange }: TicksProps) {
  if (!offered.length) return <p class="field-hint">{none}</p>;
  return (
    <div class="choices-flow">
      {offered.map(({ id, name }) => (
        <label class="choice" key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={event =>
              onChange(
                event.currentTarget.checked ? [...chosen, id] : chosen.filter(each => each !== id),
              )
            }
          />
          <span>{name}</span>
        </label>
      ))}
    </div>
  );
}
