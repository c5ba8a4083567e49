// A secret that is shown this once: taken away by copying, and not closed by a stray click.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import type { ComponentChildren } from 'preact';
import { say } from '../texts';
import { CopyField } from './copy';

interface OnceProps {
  title: string;
  text: string;
  label: string;
  secret: string;
  onDone: () => void;
  children?: ComponentChildren;
}

export function Once({ title, text, label, secret, onDone, children }: OnceProps) {
  return (
    <Dialog title={title}>
      <p class="dialog-words">{text}</p>
      <CopyField label={label} text={secret} />
      {children}
      <DialogButtons>
        <Button tone="primary" onClick={onDone}>
          {say('once.done')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
