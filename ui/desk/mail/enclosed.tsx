// A mail that lies in another as a file: opened over the talk, in a frame without scripts.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { DownloadIcon, EyeIcon, MailIcon } from '@shared/components/icons';
import type { Attachment } from '@shared/contracts';
import { sizeText } from '@shared/i18n/time';
import { useState } from 'preact/hooks';
import { http } from '../state/session';
import { locale, t } from '../state/texts';
import './mail.css';
import { say } from './texts';

/** As the mail itself was called; the desk keeps such files as text. */
const called = (name: string): string => name.replace(/\.eml(?:\.txt)?$/i, '');

export function EnclosedMail({ file }: { file: Attachment }) {
  const [open, setOpen] = useState(false);
  const [images, setImages] = useState(false);
  const name = called(file.name);
  return (
    <>
      <button
        type="button"
        class="file-card"
        aria-haspopup="dialog"
        title={say('nested')}
        onClick={() => setOpen(true)}
      >
        <MailIcon size={20} />
        <span>
          <bdi>{name}</bdi>
          <small>{sizeText(file.size, locale.value)}</small>
        </span>
      </button>
      {open && (
        <Dialog title={name} closeLabel={t('close')} width="wide" onClose={() => setOpen(false)}>
          <iframe
            class="mail-enclosed"
            title={name}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            src={http.url(`/attachments/${file.id}/mail?images=${images}`)}
          />
          <DialogButtons>
            <a
              class="button button-quiet"
              href={http.url(`/attachments/${file.id}`)}
              download={`${name}.eml`}
            >
              <DownloadIcon />
              {t('download')}
            </a>
            {!images && (
              <Button
                tone="quiet"
                icon={EyeIcon}
                title={say('images.hint')}
                onClick={() => setImages(true)}
              >
                {say('images.show')}
              </Button>
            )}
          </DialogButtons>
        </Dialog>
      )}
    </>
  );
}
