// The house's data: how it is kept safe, and taken to other programs.

import { CodeBlock } from '../parts/copy';
import { say } from '../texts';
import { ExportsPart } from './exports';

const BACKUP = 'madoguchi backup desk.zip';
const RESTORE = 'madoguchi restore desk.zip --replace';

export function DataPage() {
  return (
    <>
      <ExportsPart />
      <section class="settings-part">
        <h2>{say('data.backup')}</h2>
        <p class="part-text">{say('data.backup.text')}</p>
        <p class="part-text">{say('data.backup.key')}</p>
        <CodeBlock label={say('data.backup.make')} code={BACKUP} />
        <CodeBlock label={say('data.backup.restore')} code={RESTORE} />
        <p class="part-text">{say('data.backup.place')}</p>
      </section>
    </>
  );
}
