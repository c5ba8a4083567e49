// The files of a mail that begins a conversation: sent up for its shop while it is being written.

import { Button, IconButton } from '@shared/components/button';
import { CloseIcon, FileIcon, PaperclipIcon } from '@shared/components/icons';
import type { Attachment, Id } from '@shared/contracts';
import { query } from '@shared/http';
import { sizeText } from '@shared/i18n/time';
import { useRef, useState } from 'preact/hooks';
import '../composer/composer.css';
import { reason } from '../state/reason';
import { http } from '../state/session';
import { locale, t } from '../state/texts';

/** As many files as a message may carry. */
const MOST = 10;

interface FilesProps {
  shop: Id;
  files: readonly Attachment[];
  /** Told each time one more is there. */
  onAdd: (file: Attachment) => void;
  onDrop: (file: Attachment) => void;
  onBusy: (busy: boolean) => void;
}

export function FirstFiles({ shop, files, onAdd, onDrop, onBusy }: FilesProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const [coming, setComing] = useState<{ name: string; share: number } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const take = async (chosen: readonly File[]) => {
    setProblem(null);
    onBusy(true);
    for (const file of chosen.slice(0, MOST - files.length)) {
      setComing({ name: file.name, share: 0 });
      try {
        const path = `/attachments${query({ shop_id: shop })}`;
        onAdd(
          await http.upload<Attachment>(path, file, share => setComing({ name: file.name, share })),
        );
      } catch (error) {
        setProblem(`${file.name}: ${reason(error)}`);
        break;
      }
    }
    setComing(null);
    onBusy(false);
  };

  return (
    <div class="first-files">
      {(files.length > 0 || coming) && (
        <ul class="chips" aria-label={t('attachments')}>
          {files.map(file => (
            <li key={file.id} class="chip">
              <FileIcon size={20} />
              <span class="chip-words">
                <bdi>{file.name}</bdi>
                <small>{sizeText(file.size, locale.value)}</small>
              </span>
              <IconButton
                icon={CloseIcon}
                size={14}
                label={t('attachment.remove', { name: file.name })}
                onClick={() => onDrop(file)}
              />
            </li>
          ))}
          {coming && (
            <li class="chip">
              <FileIcon size={20} />
              <span class="chip-words">
                <bdi>{coming.name}</bdi>
                <progress
                  value={coming.share}
                  max={1}
                  aria-label={t('attachment.sending', { name: coming.name })}
                />
              </span>
            </li>
          )}
        </ul>
      )}
      {problem && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={t('attach')}
        onChange={event => {
          const chosen = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void take(chosen);
        }}
      />
      <Button
        tone="quiet"
        icon={PaperclipIcon}
        disabled={coming !== null || files.length >= MOST}
        onClick={() => chooser.current?.click()}
      >
        {t('attach')}
      </Button>
    </div>
  );
}
