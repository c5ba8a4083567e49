// The foot of a dialog in which something is made or changed: take it away, leave, keep.

import { Button } from '@shared/components/button';
import { DialogButtons } from '@shared/components/dialog';
import { TrashIcon } from '@shared/components/icons';
import { t } from '../../state/texts';
import { say } from '../texts';
import { type Form, FormProblem } from './form';

interface DialogFootProps<T extends object> {
  form: Form<T>;
  /** What takes it away, and how that is called; none where it is only being made. */
  remove?: { label: string; run: () => void } | null;
  onClose: () => void;
}

export function DialogFoot<T extends object>({ form, remove, onClose }: DialogFootProps<T>) {
  return (
    <>
      <FormProblem form={form} />
      <DialogButtons>
        {remove && (
          <Button tone="quiet" icon={TrashIcon} class="to-start" onClick={remove.run}>
            {remove.label}
          </Button>
        )}
        <Button tone="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button tone="primary" type="submit" disabled={!form.dirty} busy={form.busy}>
          {say('save')}
        </Button>
      </DialogButtons>
    </>
  );
}
