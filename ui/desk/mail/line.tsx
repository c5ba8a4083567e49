// System lines about mail, in the reader's language.

import type { SystemLine } from '@shared/contracts';
import { pathTo } from '../state/router';
import { reasonText } from './reach';
import { hasWords, say } from './texts';

/** Lines that name another conversation. */
const LINKED: ReadonlySet<string> = new Set(['continues', 'names_another']);

export function MailLine({ line: { key, params } }: { line: SystemLine }) {
  if (!hasWords(`line.${key}`)) return <>{key}</>;
  const text = say(
    `line.${key}` as never,
    {
      address: String(params.address ?? ''),
      shop: String(params.shop ?? ''),
      subject: String(params.subject || say('noSubject')),
      reason: typeof params.reason === 'string' ? reasonText(params.reason) : '',
    } as never,
  );
  if (LINKED.has(key) && typeof params.earlier === 'number') {
    return <a href={pathTo.conversation(params.earlier)}>{text}</a>;
  }
  return <>{text}</>;
}
