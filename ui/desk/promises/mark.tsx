// Below a message that promised something: until when, and what became of it.

import { FlagIcon } from '@shared/components/icons';
import type { PromiseMade } from '@shared/contracts';
import { DueWords, Standing } from './due';
import './promises.css';
import { wordsReady } from './texts';

export function PromiseMarks({ promises }: { promises: readonly PromiseMade[] }) {
  if (!wordsReady()) return null;
  return (
    <>
      {promises.map(promise => (
        <p key={promise.id} class="message-mark promise-mark">
          <FlagIcon size={12} />
          <DueWords at={promise.due_at} />
          <Standing promise={promise} />
        </p>
      ))}
    </>
  );
}
