// A test call by way of a line: what works, or in words what does not.

import { Dialog } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { AlertIcon, CheckIcon } from '@shared/components/icons';
import { useState } from 'preact/hooks';
import { DialogFoot } from '../settings/parts/dialog_foot';
import { useForm } from '../settings/parts/form';
import { http } from '../state/session';
import { t } from '../state/texts';
import type { PhoneLine } from './contracts';
import './lines.css';
import { say } from './texts';

interface Verdict {
  ok: boolean;
  text: string;
  status: number | null;
}

export function TrialDialog({ line, onClose }: { line: PhoneLine; onClose: () => void }) {
  const form = useForm({ number: '' });
  const [found, setFound] = useState<Verdict | null>(null);
  const ring = form.submit(async ({ number }) => {
    setFound(null);
    setFound(await http.post<Verdict>(`/phone-lines/${line.id}/test`, { number }));
  });
  return (
    <Dialog title={say('trial', { name: line.name })} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={ring}>
        <p>{say('trial.text')}</p>
        <Field
          label={say('lines.number')}
          type="tel"
          inputMode="tel"
          required
          autoFocus
          value={form.values.number}
          error={form.error('number')}
          onInput={event => form.set({ number: event.currentTarget.value })}
        />
        <div role="status">
          {form.busy && <p>{say('trial.ringing')}</p>}
          {found && (
            <p class={`phone-verdict ${found.ok ? 'is-good' : 'is-bad'}`}>
              {found.ok ? <CheckIcon size={18} /> : <AlertIcon size={18} />}
              <span>
                {found.text} {found.status && <code>{found.status}</code>}
              </span>
            </p>
          )}
        </div>
        <DialogFoot form={form} action={say('trial.ring')} leave={t('close')} onClose={onClose} />
      </form>
    </Dialog>
  );
}
