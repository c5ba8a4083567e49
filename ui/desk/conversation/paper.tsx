// A PDF opened over the talk, page by page as pictures: nothing of it runs in the browser.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { AlertIcon, DownloadIcon, FileIcon } from '@shared/components/icons';
import type { Attachment } from '@shared/contracts';
import { sizeText } from '@shared/i18n/time';
import { useEffect, useState } from 'preact/hooks';
import { reason } from '../state/reason';
import { http } from '../state/session';
import { locale, t } from '../state/texts';
import './paper.css';

interface Page {
  /** The address of the picture, kept until another page is shown. */
  src: string;
  pages: number;
}

export function Paper({ file }: { file: Attachment }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="file-card"
        aria-haspopup="dialog"
        title={t('paper.open')}
        onClick={() => setOpen(true)}
      >
        <FileIcon size={20} />
        <span>
          <bdi>{file.name}</bdi>
          <small>{sizeText(file.size, locale.value)}</small>
        </span>
      </button>
      {open && <PaperDialog file={file} onClose={() => setOpen(false)} />}
    </>
  );
}

function PaperDialog({ file, onClose }: { file: Attachment; onClose: () => void }) {
  const [number, setNumber] = useState(1);
  const [page, setPage] = useState<Page | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    const left = new AbortController();
    let src = '';
    http.file(`/attachments/${file.id}/pages/${number}`, left.signal).then(
      ({ blob, headers }) => {
        src = URL.createObjectURL(blob);
        setPage({ src, pages: Number(headers.get('Page-Count')) });
      },
      error => {
        if (!left.signal.aborted) setFailed(reason(error));
      },
    );
    return () => {
      left.abort();
      if (src) URL.revokeObjectURL(src);
    };
  }, [number]);
  const turn = (by: number) => {
    setPage(null);
    setFailed(null);
    setNumber(number + by);
  };
  const [pages, setPages] = useState(1);
  if (page && page.pages !== pages) setPages(page.pages);
  const where = t('paper.page', { page: number, pages });
  return (
    <Dialog title={file.name} closeLabel={t('close')} width="wide" onClose={onClose}>
      {failed ? (
        <p class="form-problem" role="alert">
          <AlertIcon />
          {failed}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a page is scrolled by keys as well
        <section class="paper" tabIndex={0} aria-label={where} aria-busy={page === null}>
          {page && <img src={page.src} alt={`${file.name}, ${where}`} />}
        </section>
      )}
      <DialogButtons>
        <a
          class="button button-quiet"
          href={http.url(`/attachments/${file.id}`)}
          download={file.name}
        >
          <DownloadIcon />
          {t('download')}
        </a>
        {pages > 1 && (
          <>
            <span class="paper-where" role="status">
              {where}
            </span>
            <Button disabled={number === 1} onClick={() => turn(-1)}>
              {t('paper.before')}
            </Button>
            <Button disabled={number >= pages} onClick={() => turn(1)}>
              {t('paper.after')}
            </Button>
          </>
        )}
      </DialogButtons>
    </Dialog>
  );
}
