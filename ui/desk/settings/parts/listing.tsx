// A list on a settings page: its shape while it comes, its words when it is empty or failed.

import { Button } from '@shared/components/button';
import { ReopenIcon } from '@shared/components/icons';
import { Bar, Disc } from '@shared/components/skeleton';
import type { ComponentChildren } from 'preact';
import { t } from '../../state/texts';
import type { Fetched } from './fetched';
import './listing.css';

/** What a page is about, and the one thing to do there. */
export function Lead({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <div class="lead">
      <p>{text}</p>
      {children}
    </div>
  );
}

interface ListingProps<T> {
  fetched: Pick<Fetched<readonly T[]>, 'value' | 'failed' | 'reload'>;
  /** What stands where nothing is. */
  empty: string;
  emptyText?: string;
  /** What is shown of them; those that just left may be missing. */
  rows?: readonly T[];
  label: string;
  children: (row: T) => ComponentChildren;
}

export function Listing<T>({
  fetched,
  empty,
  emptyText,
  rows = fetched.value ?? [],
  label,
  children,
}: ListingProps<T>) {
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming />;
  if (!rows.length) return <Empty title={empty} text={emptyText} />;
  return (
    <ul class="entries" aria-label={label}>
      {rows.map(children)}
    </ul>
  );
}

export function Empty({
  title,
  text,
  children,
}: {
  title: string;
  text?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p>{title}</p>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}

export function Failed({ text, again }: { text: string; again: () => void }) {
  return (
    <div class="empty" role="alert">
      <p>{text}</p>
      <Button icon={ReopenIcon} onClick={again}>
        {t('again')}
      </Button>
    </div>
  );
}

export function Coming({ rows = 3 }: { rows?: number }) {
  return (
    <ul class="entries" aria-busy="true" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, at) => (
        <li class="entry" key={at}>
          <Disc size={28} />
          <div class="entry-words">
            <Bar width={`${30 + ((at * 17) % 25)}%`} />
            <Bar width={`${18 + ((at * 11) % 20)}%`} height="0.7em" />
          </div>
        </li>
      ))}
    </ul>
  );
}
