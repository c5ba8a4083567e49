// Erasing a document by hand: asked for once more, for it cannot be taken back.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import type { IdentityDocument } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { t } from '../state/texts';
import { change } from './state';
import { say } from './texts';

interface EraseProps {
  document: IdentityDocument;
  onClose: () => void;
}

export function EraseDialog({ document, onClose }: EraseProps) {
  const [busy, setBusy] = useState(false);
  const erase = async () => {
    setBusy(true);
    await change(`/documents/${document.id}/erase`);
    onClose();
  };
  return (
    <Dialog title={say('erase')} closeLabel={t('close')} onClose={onClose}>
      <p class="vault-words">{say('erase.text', { kind: say(`kind.${document.kind}`) })}</p>
      <DialogButtons>
        <Button tone="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button tone="danger" busy={busy} onClick={() => void erase()}>
          {say('erase.now')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
