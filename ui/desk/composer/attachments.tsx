// The files that will go with the line: those sent up already, and those on their way.

import { Button, IconButton } from '@shared/components/button';
import { AlertIcon, CloseIcon, FileIcon } from '@shared/components/icons';
import type { Id } from '@shared/contracts';
import { sizeText } from '@shared/i18n/time';
import { isPicture } from '../conversation/layout';
import { drafts } from '../state/live';
import { http } from '../state/session';
import { locale, t } from '../state/texts';
import { dropUpload, retryUpload, type Upload, uploads } from './uploads';

export function Attachments({ id }: { id: Id }) {
  const { attachments } = drafts.of(id).value;
  const coming = uploads(id).value;
  if (!attachments.length && !coming.length) return null;
  return (
    <ul class="chips" aria-label={t('attachments')}>
      {attachments.map(attachment => (
        <li key={attachment.id} class="chip">
          {isPicture(attachment) ? (
            <img
              src={http.url(`/attachments/${attachment.id}/thumbnail`)}
              alt=""
              width={32}
              height={32}
            />
          ) : (
            <FileIcon size={20} />
          )}
          <span class="chip-words">
            <bdi>{attachment.name}</bdi>
            <small>{sizeText(attachment.size, locale.value)}</small>
          </span>
          <IconButton
            icon={CloseIcon}
            size={14}
            label={t('attachment.remove', { name: attachment.name })}
            onClick={() =>
              drafts.edit(id, { attachments: attachments.filter(each => each !== attachment) })
            }
          />
        </li>
      ))}
      {coming.map(upload => (
        <Coming key={upload.key} id={id} upload={upload} />
      ))}
    </ul>
  );
}

function Coming({ id, upload }: { id: Id; upload: Upload }) {
  const { file, share, problem } = upload;
  return (
    <li class={`chip${problem ? ' is-bad' : ''}`}>
      {problem ? <AlertIcon size={18} /> : <FileIcon size={20} />}
      <span class="chip-words">
        <bdi>{file.name}</bdi>
        {problem ? (
          <small role="alert">{problem}</small>
        ) : (
          <progress
            value={share}
            max={1}
            aria-label={t('attachment.sending', { name: file.name })}
          />
        )}
      </span>
      {problem && (
        <Button tone="quiet" onClick={() => retryUpload(id, upload)}>
          {t('pending.retry')}
        </Button>
      )}
      <IconButton
        icon={CloseIcon}
        size={14}
        label={t('attachment.remove', { name: file.name })}
        onClick={() => dropUpload(id, upload)}
      />
    </li>
  );
}
