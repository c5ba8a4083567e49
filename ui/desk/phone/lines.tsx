// Settings: the shops' telephone lines, and how their callers are received.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { Field, SelectField, Switch } from '@shared/components/field';
import { PhoneIcon, PlusIcon } from '@shared/components/icons';
import { useState } from 'preact/hooks';
import { DialogFoot } from '../settings/parts/dialog_foot';
import { useFetched } from '../settings/parts/fetched';
import { useForm } from '../settings/parts/form';
import { Lead, Listing } from '../settings/parts/listing';
import { languageOf } from '../settings/parts/names';
import { http, me } from '../state/session';
import { shops } from '../state/store';
import { t } from '../state/texts';
import { lines } from './calls';
import type { PhoneLine } from './contracts';
import { PromptsDialog } from './prompts';
import { say, wordsReady } from './texts';
import { TrialDialog } from './trial';

/** Countries whose cadence the server knows. */
const COUNTRIES = [
  'JP', 'CN', 'TW', 'HK', 'KR', 'SG', 'US', 'CA', 'GB', 'AU', 'DE', 'FR', 'ES', 'IT', 'NL', 'SE',
  'BR', 'ID', 'MO',
]; // biome-ignore format: as a list it is read at a glance

/** Languages in which callers can be spoken to. */
const LANGUAGES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en'];

type Draft = Omit<PhoneLine, 'id' | 'version' | 'trunk'> & { trunk: string };

export function LinesPage() {
  const fetched = useFetched<PhoneLine[]>('/phone-lines');
  const [editing, setEditing] = useState<PhoneLine | 'new' | null>(null);
  const [trying, setTrying] = useState<PhoneLine | null>(null);
  const [speaking, setSpeaking] = useState<PhoneLine | null>(null);
  if (!wordsReady()) return null;
  const owner = me.value?.role === 'owner';
  const rows = (fetched.value ?? []).map(line => lines.get(line.id) ?? line);
  const keep = (line: PhoneLine) =>
    fetched.set(held => [...held.filter(each => each.id !== line.id), line]);
  return (
    <>
      <Lead text={say('lines.text')}>
        {owner && (
          <Button tone="primary" icon={PlusIcon} onClick={() => setEditing('new')}>
            {say('lines.add')}
          </Button>
        )}
      </Lead>
      <Listing fetched={fetched} rows={rows} label={say('phone')} empty={say('lines.none')}>
        {line => (
          <Row
            key={line.id}
            line={line}
            onEdit={owner ? () => setEditing(line) : undefined}
            onTry={() => setTrying(line)}
            onSpeak={() => setSpeaking(line)}
          />
        )}
      </Listing>
      {trying && <TrialDialog line={trying} onClose={() => setTrying(null)} />}
      {speaking && <PromptsDialog line={speaking} onClose={() => setSpeaking(null)} />}
      {editing && (
        <LineDialog
          line={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onKept={keep}
        />
      )}
    </>
  );
}

interface RowProps {
  line: PhoneLine;
  /** Absent: the reader may not change it. */
  onEdit?: () => void;
  onTry: () => void;
  onSpeak: () => void;
}

function Row({ line, onEdit, onTry, onSpeak }: RowProps) {
  const shop = shops.get(line.shop_id);
  return (
    <li class={`entry${line.active ? '' : ' is-off'}`}>
      <PhoneIcon size={20} />
      <div class="entry-words">
        <span class="entry-title">
          <bdi>{line.name}</bdi>
          {!line.active && <span class="mark">{say('lines.off')}</span>}
        </span>
        <span class="entry-detail">
          {shop && <span class="shop-mark" style={{ background: shop.color }} />} {shop?.name} ·{' '}
          <bdi>{line.number || say('door.chat')}</bdi>
          {line.number && line.in_chat && ` · ${say('door.chat')}`}
        </span>
      </div>
      {onEdit && line.trunk.length > 0 && line.active && (
        <Button tone="quiet" onClick={onTry}>
          {say('trial.begin')}
        </Button>
      )}
      {onEdit && (
        <Button tone="quiet" onClick={onSpeak}>
          {say('prompts')}
        </Button>
      )}
      {onEdit && <Button onClick={onEdit}>{say('lines.edit')}</Button>}
    </li>
  );
}

function blank(): Draft {
  return {
    shop_id: shops.peekValues().find(shop => !shop.archived_at)?.id ?? 0,
    name: '',
    number: '',
    country: 'JP',
    languages: ['ja', 'en'],
    trunk: '',
    trunk_port: 5060,
    record: true,
    keep_days: 90,
    voicemail: true,
    callbacks: true,
    patience_s: 120,
    wrap_up_s: 30,
    active: true,
    in_chat: true,
  };
}

const drafted = ({ id: _, version: __, trunk, ...line }: PhoneLine): Draft => ({
  ...line,
  trunk: trunk.join(', '),
});

const parts = (text: string): string[] => text.split(/[\s,、，]+/).filter(Boolean);

interface LineDialogProps {
  line: PhoneLine | null;
  onClose: () => void;
  onKept: (line: PhoneLine) => void;
}

function LineDialog({ line, onClose, onKept }: LineDialogProps) {
  const form = useForm<Draft>(line ? drafted(line) : blank());
  const { values, set, error } = form;
  const countries = new Intl.DisplayNames([document.documentElement.lang || 'en'], {
    type: 'region',
  });
  const save = form.submit(async written => {
    const { shop_id, active, ...rest } = written;
    const wanted = { ...rest, trunk: parts(rest.trunk) };
    onKept(
      line
        ? await http.patch<PhoneLine>(`/phone-lines/${line.id}`, { ...wanted, active })
        : await http.post<PhoneLine>('/phone-lines', { ...wanted, shop_id }),
    );
    onClose();
  });
  const words = (name: 'name' | 'number' | 'trunk', hint?: string) => ({
    value: values[name],
    error: error(name),
    hint,
    onInput: (event: { currentTarget: HTMLInputElement }) =>
      set({ [name]: event.currentTarget.value }),
  });
  const number = (name: 'trunk_port' | 'keep_days' | 'patience_s' | 'wrap_up_s') => ({
    inputMode: 'numeric' as const,
    value: String(values[name]),
    error: error(name),
    onInput: (event: { currentTarget: HTMLInputElement }) =>
      set({ [name]: Number(event.currentTarget.value) || 0 }),
  });
  const title = say(line ? 'lines.edit' : 'lines.add');
  return (
    <Dialog title={title} closeLabel={t('close')} width="wide" onClose={onClose}>
      <form onSubmit={save}>
        {!line && (
          <SelectField
            label={say('lines.shop')}
            value={String(values.shop_id)}
            onChange={event => set({ shop_id: Number(event.currentTarget.value) })}
          >
            {shops
              .values()
              .filter(shop => !shop.archived_at)
              .map(shop => (
                <option key={shop.id} value={shop.id}>
                  {shop.name}
                </option>
              ))}
          </SelectField>
        )}
        <Field label={say('lines.name')} required autoFocus {...words('name')} />
        <Switch
          label={say('lines.inChat')}
          hint={say('lines.inChat.hint')}
          checked={values.in_chat}
          onChange={in_chat => set({ in_chat })}
        />
        <Field
          label={say('lines.number')}
          required={!values.in_chat}
          inputMode="tel"
          {...words('number')}
        />
        <Field
          label={say('lines.trunk')}
          required={!values.in_chat || !!values.number}
          {...words('trunk', say('lines.trunk.hint'))}
        />
        {values.trunk && <Field label={say('lines.port')} {...number('trunk_port')} />}
        <SelectField
          label={say('lines.country')}
          hint={say('lines.country.hint')}
          value={values.country}
          onChange={event => set({ country: event.currentTarget.value })}
        >
          {COUNTRIES.map(each => (
            <option key={each} value={each}>
              {countries.of(each)}
            </option>
          ))}
        </SelectField>
        <Menu chosen={values.languages} error={error('languages')} onChange={set} />
        <Switch
          label={say('lines.record')}
          checked={values.record}
          onChange={record => set({ record })}
        />
        {values.record && <Field label={say('lines.keep')} {...number('keep_days')} />}
        <Switch
          label={say('lines.voicemail')}
          checked={values.voicemail}
          onChange={voicemail => set({ voicemail })}
        />
        <Field label={say('lines.patience')} {...number('patience_s')} />
        <Switch
          label={say('lines.callbacks')}
          checked={values.callbacks}
          onChange={callbacks => set({ callbacks })}
        />
        <Field label={say('lines.wrapUp')} {...number('wrap_up_s')} />
        {line && (
          <Switch
            label={say('lines.active')}
            checked={values.active}
            onChange={active => set({ active })}
          />
        )}
        <DialogFoot form={form} action={say('save')} disabled={!form.dirty} onClose={onClose} />
      </form>
    </Dialog>
  );
}

interface MenuProps {
  chosen: string[];
  error: string | null;
  onChange: (changed: { languages: string[] }) => void;
}

/** The menu's languages: those chosen in their order, with the keys that callers press. */
function Menu({ chosen, error, onChange }: MenuProps) {
  const all = [...chosen, ...LANGUAGES.filter(each => !chosen.includes(each))];
  const turn = (each: string) =>
    onChange({
      languages: chosen.includes(each) ? chosen.filter(one => one !== each) : [...chosen, each],
    });
  return (
    <fieldset class="choices">
      <legend>{say('lines.languages')}</legend>
      <div class="choices-flow">
        {all.map(each => (
          <label class="choice" key={each}>
            <input type="checkbox" checked={chosen.includes(each)} onChange={() => turn(each)} />
            <span>
              {chosen.length > 1 && chosen.includes(each) && `${chosen.indexOf(each) + 1} · `}
              {languageOf(each)}
            </span>
          </label>
        ))}
      </div>
      <p class="field-hint">{say('lines.languages.hint')}</p>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
