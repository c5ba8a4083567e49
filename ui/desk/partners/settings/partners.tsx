// Partners: who they are, whose shops they work for, who of them signs in to the portal.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { AreaField, Field, SelectField, Switch } from '@shared/components/field';
import { CalendarIcon, PlusIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import type { Partner, PartnerKind } from '@shared/partners';
import { useState } from 'preact/hooks';
import { DialogFoot } from '../../settings/parts/dialog_foot';
import { useForm } from '../../settings/parts/form';
import { Coming, Empty, Lead } from '../../settings/parts/listing';
import { Ticks } from '../../settings/parts/reach';
import { ZoneField } from '../../settings/parts/zone_field';
import { say as told } from '../../settings/texts';
import { pathTo } from '../../state/router';
import { http } from '../../state/session';
import { shops } from '../../state/store';
import { inARow, locale, t } from '../../state/texts';
import { BoxIcon } from '../icons';
import { partners } from '../state';
import { languageName, say, wordsReady } from '../texts';
import { LanguageField } from './language_field';
import { PeopleDialog } from './people';

const KINDS: readonly PartnerKind[] = ['warehouse', 'seller', 'carrier', 'broker'];

export function PartnersPage() {
  const [open, setOpen] = useState<Id | 'new' | null>(null);
  const [people, setPeople] = useState<Id | null>(null);
  if (!wordsReady()) return <Coming />;
  const shown = partners
    .values()
    .sort(
      (one, other) =>
        Number(!!one.archived_at) - Number(!!other.archived_at) ||
        one.name.localeCompare(other.name, locale.value),
    );
  const add = (
    <Button tone="primary" icon={PlusIcon} onClick={() => setOpen('new')}>
      {say('settings.add')}
    </Button>
  );
  const whose = partners.get(people);
  const chosen = typeof open === 'number' ? partners.get(open) : undefined;
  return (
    <>
      <Lead text={say('settings.text')}>{shown.length > 0 && add}</Lead>
      {shown.length ? (
        <ul class="entries" aria-label={say('partners')}>
          {shown.map(each => (
            <li class="entry" key={each.id}>
              <BoxIcon size={20} />
              <div class="entry-words">
                <span class="entry-title">
                  <button type="button" class="link-button" onClick={() => setOpen(each.id)}>
                    {each.name}
                  </button>
                </span>
                <span class="entry-detail">{describe(each)}</span>
              </div>
              <div class="entry-acts">
                <Button tone="quiet" onClick={() => setPeople(each.id)}>
                  {say('people')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title={say('settings.none')} text={say('settings.none.text')}>
          {add}
        </Empty>
      )}
      {whose && <PeopleDialog partner={whose} onClose={() => setPeople(null)} />}
      {(open === 'new' || chosen) && (
        <PartnerDialog
          key={chosen?.id ?? 0}
          partner={chosen ?? null}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

const describe = (partner: Partner): string =>
  [
    say(`kind.${partner.kind}`),
    languageName(partner.locale),
    partner.zone.replaceAll('_', ' '),
    partner.shop_ids.length
      ? inARow(partner.shop_ids.map(id => shops.get(id)?.name ?? '…'))
      : say('field.shops.all'),
    partner.archived_at && say('archived'),
  ]
    .filter(Boolean)
    .join(' · ');

interface PartnerDialogProps {
  partner: Partner | null;
  onClose: () => void;
}

function PartnerDialog({ partner, onClose }: PartnerDialogProps) {
  const form = useForm({
    kind: partner?.kind ?? 'warehouse',
    name: partner?.name ?? '',
    locale: partner?.locale ?? 'ja',
    zone: partner?.zone ?? 'Asia/Tokyo',
    email: partner?.email ?? '',
    mailed: partner?.mailed ?? true,
    phone: partner?.phone ?? '',
    note: partner?.note ?? '',
    shop_ids: partner?.shop_ids ?? [],
  });
  const keep = async (body: object) => {
    const saved = partner
      ? await http.patch<Partner>(`/partners/${partner.id}`, body)
      : await http.post<Partner>('/partners', body);
    partners.upsert(saved);
    toast(told('saved', { name: saved.name }));
    onClose();
  };
  const save = form.submit(values =>
    keep({
      ...values,
      email: values.email || null,
      phone: values.phone || null,
      mailed: values.mailed && values.email !== '',
    }),
  );
  const { values } = form;
  return (
    <Dialog
      title={partner?.name ?? say('settings.add')}
      closeLabel={t('close')}
      onClose={onClose}
      width="wide"
    >
      <form onSubmit={save}>
        <Field
          label={say('field.name')}
          required
          autoFocus={!partner}
          maxLength={80}
          value={values.name}
          error={form.error('name')}
          onInput={event => form.set({ name: event.currentTarget.value })}
        />
        <SelectField
          label={say('field.kind')}
          value={values.kind}
          onChange={event => form.set({ kind: event.currentTarget.value as PartnerKind })}
        >
          {KINDS.map(kind => (
            <option key={kind} value={kind}>
              {say(`kind.${kind}`)}
            </option>
          ))}
        </SelectField>
        <LanguageField value={values.locale} onChange={locale => form.set({ locale })} />
        <ZoneField
          label={say('field.zone')}
          value={values.zone}
          error={form.error('zone')}
          onChange={zone => form.set({ zone })}
        />
        <Field
          label={say('field.email')}
          type="email"
          value={values.email}
          error={form.error('email')}
          onInput={event => form.set({ email: event.currentTarget.value })}
        />
        {values.email && (
          <Switch
            label={say('field.mailed')}
            hint={say('field.mailed.hint')}
            checked={values.mailed}
            onChange={mailed => form.set({ mailed })}
          />
        )}
        <Field
          label={say('field.phone')}
          type="tel"
          maxLength={40}
          value={values.phone}
          error={form.error('phone')}
          onInput={event => form.set({ phone: event.currentTarget.value })}
        />
        <fieldset class="choices">
          <legend>{say('field.shops')}</legend>
          <p class="field-hint">{values.shop_ids.length ? '' : say('field.shops.all')}</p>
          <Ticks
            offered={shops.values().filter(shop => !shop.archived_at)}
            chosen={values.shop_ids}
            none=""
            onChange={shop_ids => form.set({ shop_ids })}
          />
        </fieldset>
        <AreaField
          label={say('field.note')}
          rows={2}
          maxLength={2000}
          value={values.note}
          error={form.error('note')}
          onInput={event => form.set({ note: event.currentTarget.value })}
        />
        {partner && (
          <p>
            <a href={pathTo.settings(`calendars/partner/${partner.id}`)}>
              <CalendarIcon size={14} /> {say('calendar')}
            </a>
          </p>
        )}
        <DialogFoot
          form={form}
          action={told('save')}
          disabled={!form.dirty}
          remove={
            partner && {
              label: say(partner.archived_at ? 'unarchive' : 'archive'),
              run: () => void keep({ archived: !partner.archived_at }),
            }
          }
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
