// Tags for conversations: a name and a colour, for one shop or for all.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { Field, SelectField } from '@shared/components/field';
import { PlusIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { Id, Tag } from '@shared/contracts';
import { useId, useState } from 'preact/hooks';
import { http, me } from '../../state/session';
import { shops, tags } from '../../state/store';
import { locale, t } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { isLeaving, leave } from '../parts/leaving';
import { Empty, Lead } from '../parts/listing';
import { patch } from '../parts/undoable';
import { say } from '../texts';
import { TAG_COLORS } from './palette';
import './tags.css';

export function TagsPage() {
  const [open, setOpen] = useState<Tag | 'new' | null>(null);
  const shown = tags
    .values()
    .filter(tag => !isLeaving(`tag ${tag.id}`))
    .sort((one, other) => one.name.localeCompare(other.name, locale.value));
  const add = (
    <Button tone="primary" icon={PlusIcon} onClick={() => setOpen('new')}>
      {say('tags.add')}
    </Button>
  );
  return (
    <>
      <Lead text={say('tags.text')}>{shown.length > 0 && add}</Lead>
      {shown.length ? (
        <ul class="entries" aria-label={say('tags')}>
          {shown.map(tag => (
            <li class="entry entry-short" key={tag.id}>
              <span class="tag-swatch" style={{ background: tag.color }} aria-hidden="true" />
              <div class="entry-words">
                <span class="entry-title">
                  <button type="button" class="link-button" onClick={() => setOpen(tag)}>
                    {tag.name}
                  </button>
                </span>
              </div>
              <span class="entry-side">
                {tag.shop_id === null ? say('allShops') : shops.get(tag.shop_id)?.name}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title={say('tags.none')} text={say('tags.none.text')}>
          {add}
        </Empty>
      )}
      {open && (
        <TagDialog
          key={open === 'new' ? 0 : open.id}
          tag={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

interface Draft {
  name: string;
  color: string;
  shop_id: Id | null;
}

function TagDialog({ tag, onClose }: { tag: Tag | null; onClose: () => void }) {
  const form = useForm<Draft>({
    name: tag?.name ?? '',
    color: tag?.color ?? TAG_COLORS[tags.peekValues().length % TAG_COLORS.length]?.value ?? '',
    shop_id: tag?.shop_id ?? (me.peek()?.all_shops ? null : (shops.peekValues()[0]?.id ?? null)),
  });
  const save = form.submit(async ({ name, color, shop_id }) => {
    if (tag) {
      await patch<Tag>({
        path: `/tags/${tag.id}`,
        to: { name, color },
        back: { name: tag.name, color: tag.color },
        text: say('saved'),
        take: answer => tags.upsert(answer),
      });
    } else {
      tags.upsert(await http.post<Tag>('/tags', { name, color, shop_id }));
      toast(say('tags.made', { name }));
    }
    onClose();
  });
  const remove = () => {
    if (!tag) return;
    onClose();
    leave(`tag ${tag.id}`, say('tags.removed', { name: tag.name }), () =>
      http.delete(`/tags/${tag.id}`),
    );
  };
  return (
    <Dialog title={tag?.name ?? say('tags.add')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={save}>
        <Field
          label={say('tags.name')}
          required
          autoFocus={!tag}
          maxLength={40}
          value={form.values.name}
          error={form.error('name')}
          onInput={event => form.set({ name: event.currentTarget.value })}
        />
        <Colors
          value={form.values.color}
          error={form.error('color')}
          onChange={color => form.set({ color })}
        />
        {!tag && (
          <SelectField
            label={say('shop')}
            value={String(form.values.shop_id ?? '')}
            error={form.error('shop_id')}
            onChange={event => form.set({ shop_id: Number(event.currentTarget.value) || null })}
          >
            {me.value?.all_shops && <option value="">{say('allShops')}</option>}
            {shops.values().map(shop => (
              <option key={shop.id} value={shop.id}>
                {shop.name}
              </option>
            ))}
          </SelectField>
        )}
        <DialogFoot
          form={form}
          action={say('save')}
          disabled={!form.dirty}
          remove={tag && { label: say('remove'), run: remove }}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

interface ColorsProps {
  value: string;
  error: string | null;
  onChange: (color: string) => void;
}

/** The palette as radio buttons; a colour from elsewhere stays beside it until another is chosen. */
function Colors({ value, error, onChange }: ColorsProps) {
  const name = useId();
  const known = TAG_COLORS.some(each => each.value === value);
  return (
    <fieldset class="choices">
      <legend>{say('tags.color')}</legend>
      <div class="colors">
        {!known && value && (
          <Swatch name={name} label={value} color={value} chosen onChoose={() => {}} />
        )}
        {TAG_COLORS.map(each => (
          <Swatch
            key={each.name}
            name={name}
            label={say(`color.${each.name}`)}
            color={each.value}
            chosen={each.value === value}
            onChoose={() => onChange(each.value)}
          />
        ))}
      </div>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface SwatchProps {
  name: string;
  label: string;
  color: string;
  chosen: boolean;
  onChoose: () => void;
}

function Swatch({ name, label, color, chosen, onChoose }: SwatchProps) {
  return (
    <input
      type="radio"
      class="color"
      name={name}
      aria-label={label}
      data-hint={label}
      checked={chosen}
      style={{ '--color': color }}
      onChange={onChoose}
    />
  );
}
