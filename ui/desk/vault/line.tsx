// The lines of a talk that tell of a document: asked for, given.

import type { SystemLine } from '@shared/contracts';
import { hasWords, say, sayRich, type VaultKey, wordsReady } from './texts';

export function VaultLine({ line: { key, params } }: { line: SystemLine }) {
  if (!wordsReady()) return null;
  const wanted = `line.${key}`;
  if (!hasWords(wanted)) return <>{key}</>;
  return sayRich(wanted, {
    by: <b>{String(params.by ?? '')}</b>,
    kind: say(`kind.${params.document}` as VaultKey),
  });
}
