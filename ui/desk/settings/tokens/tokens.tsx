// API tokens: ways in for programs, each with a role and shops of its own.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { PlusIcon } from '@shared/components/icons';
import type { Id, Time } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { http, zone } from '../../state/session';
import { people } from '../../state/store';
import { t, times } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { useFetched } from '../parts/fetched';
import { useForm } from '../parts/form';
import { KeyIcon } from '../parts/icons';
import { isLeaving, leave } from '../parts/leaving';
import { Lead, Listing } from '../parts/listing';
import { Once } from '../parts/once';
import { type Reach, RoleField, ShopsField } from '../parts/reach';
import { reachOf } from '../people/people';
import { say } from '../texts';

interface ApiToken extends Reach {
  id: Id;
  name: string;
  /** The token's last characters. */
  hint: string;
  made_by: Id | null;
  created_at: Time;
  last_used_at: Time | null;
}

export function TokensPage() {
  const fetched = useFetched<ApiToken[]>('/api-tokens');
  const [making, setMaking] = useState(false);
  const shown = (fetched.value ?? []).filter(token => !isLeaving(`token ${token.id}`));
  return (
    <>
      <Lead text={say('tokens.text')}>
        <Button tone="primary" icon={PlusIcon} onClick={() => setMaking(true)}>
          {say('tokens.add')}
        </Button>
      </Lead>
      <Listing
        fetched={fetched}
        rows={shown}
        label={say('tokens')}
        empty={say('tokens.none')}
        emptyText={say('tokens.none.text')}
      >
        {token => <Row key={token.id} token={token} />}
      </Listing>
      <p class="part-text">
        <a href="/api/v1/docs" target="_blank" rel="noopener">
          {say('tokens.docs')}
        </a>
      </p>
      {making && (
        <NewToken
          onClose={() => setMaking(false)}
          onMade={made => fetched.set(held => [made, ...held])}
        />
      )}
    </>
  );
}

function Row({ token }: { token: ApiToken }) {
  const { full, relative } = times(zone());
  const used = token.last_used_at
    ? say('tokens.used', { when: relative(token.last_used_at, Date.now()) })
    : say('tokens.unused');
  const maker = people.get(token.made_by)?.name;
  return (
    <li class="entry">
      <KeyIcon size={20} />
      <div class="entry-words">
        <span class="entry-title">
          {token.name}
          <span class="mark">{say(`role.${token.role}`)}</span>
        </span>
        <span class="entry-detail">
          <code>…{token.hint}</code> · {reachOf(token)}
        </span>
        <span class="entry-detail">
          {used} ·{' '}
          {maker
            ? say('tokens.madeBy', { name: maker, when: full(token.created_at) })
            : full(token.created_at)}
        </span>
      </div>
      <Button
        onClick={() =>
          leave(`token ${token.id}`, say('tokens.revoked', { name: token.name }), () =>
            http.delete(`/api-tokens/${token.id}`),
          )
        }
      >
        {say('tokens.revoke')}
      </Button>
    </li>
  );
}

interface NewTokenProps {
  onClose: () => void;
  onMade: (token: ApiToken) => void;
}

interface Draft extends Reach {
  name: string;
}

function NewToken({ onClose, onMade }: NewTokenProps) {
  const [made, setMade] = useState<string | null>(null);
  const form = useForm<Draft>({ name: '', role: 'agent', all_shops: true, shop_ids: [] });
  const make = form.submit(async values => {
    const answer = await http.post<{ api_token: ApiToken; token: string }>('/api-tokens', values);
    onMade(answer.api_token);
    setMade(answer.token);
  });
  if (made !== null) {
    return (
      <Once
        title={say('tokens.made')}
        text={say('tokens.made.text')}
        label={say('tokens.token')}
        secret={made}
        onDone={onClose}
      />
    );
  }
  return (
    <Dialog title={say('tokens.add')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={make}>
        <Field
          label={say('tokens.name')}
          hint={say('tokens.name.hint')}
          required
          autoFocus
          maxLength={80}
          value={form.values.name}
          error={form.error('name')}
          onInput={event => form.set({ name: event.currentTarget.value })}
        />
        <RoleField
          value={form.values.role}
          error={form.error('role')}
          onChange={role => form.set({ role })}
        />
        <ShopsField value={form.values} error={form.error('shop_ids')} onChange={form.set} />
        <DialogFoot form={form} action={say('tokens.make')} onClose={onClose} />
      </form>
    </Dialog>
  );
}
