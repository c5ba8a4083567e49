// The house's data: how it is kept safe.

import { CodeBlock } from '../parts/copy';
import { say } from '../texts';

const BACKUP = 'madoguchi backup --data data desk.backup';
const RESTORE = 'madoguchi restore --data data desk.backup';

export function DataPage() {
  return (
    <section class="settings-part">
      <h2>{say('data.backup')}</h2>
      <p class="part-text">{say('data.backup.text')}</p>
      <p class="part-text">{say('data.backup.key')}</p>
      <CodeBlock label={say('data.backup.make')} code={BACKUP} />
      <CodeBlock label={say('data.backup.restore')} code={RESTORE} />
    </section>
  );
}
