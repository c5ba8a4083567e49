// Connecting a shop: which platform or carrier, then what it asks for, then the address to give it.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { SelectField } from '@shared/components/field';
import type { Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { go, pathTo } from '../../state/router';
import { http } from '../../state/session';
import { shops } from '../../state/store';
import { t } from '../../state/texts';
import { CopyField } from '../parts/copy';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { can, hookOf, kindName, whereAt } from './connection';
import type { Connection, Kind } from './contracts';
import { BLANK, ConnectionFields, isWhole, wanted } from './fields';
import { say } from './texts';

interface NewProps {
  kinds: Kind[];
  onClose: () => void;
  onMade: (connection: Connection) => void;
}

export function NewConnection({ kinds, onClose, onMade }: NewProps) {
  const open = shops.values().filter(shop => !shop.archived_at);
  const [name, setName] = useState(kinds[0]?.kind ?? '');
  const [shop, setShop] = useState<Id>(open[0]?.id ?? 0);
  const [made, setMade] = useState<Connection | null>(null);
  const form = useForm(BLANK);
  const kind = kinds.find(each => each.kind === name);
  if (!kind) return null;

  const make = form.submit(async values => {
    const answer = await http.post<Connection>('/connections', {
      shop_id: shop,
      kind: kind.kind,
      ...wanted(values, kind),
    });
    onMade(answer);
    if (can(kind, 'notices')) setMade(answer);
    else done(answer);
  });
  const done = (connection: Connection) => {
    onClose();
    go(pathTo.settings(`connections/${connection.id}`));
  };
  if (made) {
    return (
      <Dialog title={say('made')} closeLabel={t('close')} onClose={() => done(made)}>
        <p>{say('address.text', { kind: kindName(made.kind) })}</p>
        <CopyField label={say('address')} text={hookOf(made.id)} />
        <p class="field-hint">{whereAt(made.kind)}</p>
        <DialogButtons>
          <Button tone="primary" onClick={() => done(made)}>
            {say('made.on')}
          </Button>
        </DialogButtons>
      </Dialog>
    );
  }
  return (
    <Dialog title={say('add')} closeLabel={t('close')} width="wide" onClose={onClose}>
      <form onSubmit={make}>
        <div class="form-pair">
          <SelectField
            label={say('kind')}
            value={name}
            error={form.error('kind')}
            onChange={event => setName(event.currentTarget.value)}
          >
            {kinds.map(each => (
              <option key={each.kind} value={each.kind}>
                {kindName(each.kind)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={say('shop')}
            value={String(shop)}
            error={form.error('shop_id')}
            onChange={event => setShop(Number(event.currentTarget.value))}
          >
            {open.map(each => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </SelectField>
        </div>
        <Abilities kind={kind} />
        <p class="connection-where">{whereAt(kind.kind)}</p>
        <ConnectionFields key={kind.kind} form={form} kind={kind} fresh />
        <DialogFoot
          form={form}
          action={say('make')}
          disabled={!isWhole(form.values, kind)}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** What a kind can do, each in a word. */
export function Abilities({ kind }: { kind: Kind }) {
  return (
    <ul class="connection-abilities" aria-label={say('can')}>
      {kind.capabilities.map(each => (
        <li class="mark" key={each}>
          {say(`can.${each}`)}
        </li>
      ))}
    </ul>
  );
}
