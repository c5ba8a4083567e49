// The foot of a dialog in which something is made or changed: what else there is, leave, do it.

import { Button } from '@shared/components/button';
import { DialogButtons } from '@shared/components/dialog';
import { TrashIcon } from '@shared/components/icons';
import type { ComponentChildren } from 'preact';
import { t } from '../../state/texts';
import { type Form, FormProblem } from './form';

interface DialogFootProps {
  form: Pick<Form<object>, 'busy' | 'rest'>;
  /** What the button that sends the form says. */
  action: string;
  tone?: 'primary' | 'danger';
  /** There is nothing to send yet. */
  disabled?: boolean;
  /** What the button that leaves says; to cancel, unless it is another word. */
  leave?: string;
  onClose: () => void;
  /** What takes it away, and how that is called; none where it is only being made. */
  remove?: { label: string; run: () => void } | null;
  /** What stands before the buttons. */
  children?: ComponentChildren;
}

export function DialogFoot(props: DialogFootProps) {
  const { form, action, tone = 'primary', disabled, leave, onClose, remove, children } = props;
  return (
    <>
      <FormProblem form={form} />
      <DialogButtons>
        {remove && (
          <Button tone="quiet" icon={TrashIcon} class="to-start" onClick={remove.run}>
            {remove.label}
          </Button>
        )}
        {children}
        <Button tone="quiet" onClick={onClose}>
          {leave ?? t('cancel')}
        </Button>
        <Button tone={tone} type="submit" disabled={disabled} busy={form.busy}>
          {action}
        </Button>
      </DialogButtons>
    </>
  );
}
