// A promise added by hand: with the reply that is being written, or by itself, as after a call.

import { IconButton } from '@shared/components/button';
import { FlagIcon } from '@shared/components/icons';
import type { Id, PromiseDraft } from '@shared/contracts';
import { useRef, useState } from 'preact/hooks';
import { promise, promising } from '../composer/promising';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { attention } from '../state/turns';
import { PromiseForm } from './form';
import type { Offers } from './offers';
import './promises.css';
import { make } from './state';
import { say, wordsReady } from './texts';

export function AddPromise({ id, writing }: { id: Id; writing: boolean }) {
  const button = useRef<HTMLSpanElement>(null);
  const [due, setDue] = useState<string | null>(null);
  if (!wordsReady()) return null;

  const open = () => {
    // The server knows when the next working day ends; by then they may be writing something else.
    const attends = attention();
    http
      .post<Offers>(`/conversations/${id}/promise-offers`, { text: '' })
      .then(({ unnamed_due_at }) => attends() && setDue(unnamed_due_at), complain);
  };

  return (
    <>
      <span ref={button}>
        <IconButton
          icon={FlagIcon}
          label={say('add')}
          aria-haspopup="dialog"
          aria-expanded={due !== null}
          onClick={open}
        />
      </span>
      {due !== null && (
        <PromiseForm
          anchor={button.current}
          title={say('add')}
          text=""
          due={due}
          hint={writing ? say('add.reply') : undefined}
          onClose={() => setDue(null)}
          onSave={({ text, due_at }) => {
            const draft: PromiseDraft = { text, due_at, kind: 'by_hand' };
            if (!writing) return make(id, draft);
            promise(id, { promises: [...promising(id).peek().promises, draft] });
            return true;
          }}
        />
      )}
    </>
  );
}
