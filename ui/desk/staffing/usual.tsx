// The usual hours as a form: named stretches that a single key plans.

import { Button, IconButton } from '@shared/components/button';
import { DateInput } from '@shared/components/date_input';
import { Dialog } from '@shared/components/dialog';
import { PlusIcon, TrashIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { ShiftTemplate } from '@shared/contracts';
import { DialogFoot } from '../settings/parts/dialog_foot';
import { useForm } from '../settings/parts/form';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { t } from '../state/texts';
import { clock, DAY_MINUTES, minuteOf } from './clock';
import { templateName } from './plan';
import { say } from './texts';

interface UsualProps {
  templates: readonly ShiftTemplate[];
  onKept: (items: ShiftTemplate[]) => void;
  onClose: () => void;
}

const MOST = 12;
const NEW: ShiftTemplate = { kind: 'own', name: '', starts: 600, ends: 1140 };

/** Keep these as the usual hours; throws the refusal, for the form that asked to show. */
const keep = (items: readonly ShiftTemplate[]) =>
  http.put<{ items: ShiftTemplate[] }>('/shifts/templates', { items });

export function UsualHours({ templates, onKept, onClose }: UsualProps) {
  const form = useForm<{ items: ShiftTemplate[] }>({ items: [...templates] });
  const { items } = form.values;
  const put = (index: number, to: Partial<ShiftTemplate>) =>
    form.set({ items: items.map((item, at) => (at === index ? { ...item, ...to } : item)) });
  const save = form.submit(async () => {
    onKept((await keep(items)).items);
    toast(say('usual.kept'), {
      undo: () => void keep(templates).then(kept => onKept(kept.items), complain),
    });
    onClose();
  });
  return (
    <Dialog title={say('usual')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={save}>
        <ol class="usual">
          {items.map((item, index) => (
            <li key={index}>
              <input
                class="input"
                aria-label={say('usual.name')}
                maxLength={24}
                placeholder={item.kind === 'own' ? '' : templateName({ ...item, name: '' })}
                required={item.kind === 'own'}
                value={item.name}
                onInput={event => put(index, { name: event.currentTarget.value })}
              />
              <DateInput
                class="input"
                type="time"
                aria-label={say('from')}
                required
                value={clock(item.starts)}
                onChange={event => {
                  const starts = minuteOf(event.currentTarget.value);
                  if (starts !== null) put(index, from(starts, item.ends));
                }}
              />
              <DateInput
                class="input"
                type="time"
                aria-label={say('to')}
                required
                value={clock(item.ends)}
                onChange={event => {
                  const ends = minuteOf(event.currentTarget.value);
                  if (ends !== null) put(index, from(item.starts, ends));
                }}
              />
              <IconButton
                icon={TrashIcon}
                label={say('usual.remove', { name: templateName(item) })}
                onClick={() => form.set({ items: items.filter((_, at) => at !== index) })}
              />
            </li>
          ))}
        </ol>
        <DialogFoot form={form} action={say('save')} disabled={!form.dirty} onClose={onClose}>
          <Button
            tone="quiet"
            icon={PlusIcon}
            class="to-start"
            disabled={items.length >= MOST}
            onClick={() => form.set({ items: [...items, NEW] })}
          >
            {say('usual.add')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** Hours of a day; an end that is not after the start is the next day's. */
function from(starts: number, ends: number): Pick<ShiftTemplate, 'starts' | 'ends'> {
  const end = ends % DAY_MINUTES;
  return { starts, ends: end > starts ? end : end + DAY_MINUTES };
}
