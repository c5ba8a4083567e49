// What is meant to be taken elsewhere: a link, a key, a piece of code, each with its copy button.

import { Button } from '@shared/components/button';
import { CheckIcon } from '@shared/components/icons';
import { useEffect, useId, useState } from 'preact/hooks';
import { say } from '../texts';
import './copy.css';
import { CopyIcon } from './icons';

const SAID_FOR = 2000;

/** Copies `text`; says so for a moment, to those who listen too. */
export function CopyButton({ text, label = say('copy') }: { text: string; label?: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SAID_FOR);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  return (
    <>
      <Button icon={state === 'copied' ? CheckIcon : CopyIcon} onClick={() => void copy()}>
        {state === 'copied' ? say('copy.done') : label}
      </Button>
      <span class="visually-hidden" role="status">
        {state === 'copied' && say('copy.done')}
        {state === 'failed' && say('copy.failed')}
      </span>
    </>
  );
}

/** One line to copy; a click selects it whole. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const id = useId();
  return (
    <div class="copy-field">
      <label for={id}>{label}</label>
      <div>
        <input
          class="input"
          id={id}
          value={text}
          readOnly
          spellcheck={false}
          onFocus={event => {
            event.currentTarget.select();
            event.currentTarget.scrollLeft = 0;
          }}
        />
        <CopyButton text={text} />
      </div>
    </div>
  );
}

/** Several lines to copy. */
export function CodeBlock({ label, code }: { label: string; code: string }) {
  return (
    <figure class="code">
      <figcaption>
        <span>{label}</span>
        <CopyButton text={code} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
