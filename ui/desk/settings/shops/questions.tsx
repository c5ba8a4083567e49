// The quick questions of a chat window, in one language: written, ordered, taken away.

import { Button, IconButton } from '@shared/components/button';
import { CloseIcon, PlusIcon } from '@shared/components/icons';
import type { Texts } from '@shared/contracts';
import { GripIcon } from '../parts/icons';
import { moved, useReorder } from '../parts/reorder';
import { say } from '../texts';
import { withText } from './with_text';

const MOST = 12;

interface QuestionsProps {
  questions: readonly Texts[];
  locale: string;
  /** What stands in the shop's own language, where nothing is written in this one. */
  other: (texts: Texts | undefined) => string;
  error: (at: number) => string | null;
  onChange: (questions: Texts[]) => void;
}

export function Questions({ questions, locale, other, error, onChange }: QuestionsProps) {
  const order = useReorder(questions.length, (from, to) => onChange(moved(questions, from, to)));
  return (
    <fieldset class="choices">
      <legend>{say('chat.questions')}</legend>
      <p class="field-hint">
        {say('chat.questions.hint')}
        {questions.length > 1 && ` ${say('chat.questions.order')}`}
      </p>
      <ul class="questions" ref={order.list}>
        {questions.map((texts, at) => (
          <li key={at} class={order.held === at ? 'is-held' : undefined}>
            {questions.length > 1 && (
              <IconButton
                class="grip"
                icon={GripIcon}
                label={say('chat.question.move', { number: at + 1 })}
                {...order.grip(at)}
              />
            )}
            <input
              class="input"
              lang={locale}
              maxLength={200}
              aria-label={say('chat.question', { number: at + 1 })}
              aria-invalid={error(at) ? 'true' : undefined}
              placeholder={other(texts)}
              value={texts[locale] ?? ''}
              onInput={event => {
                const changed = withText(texts, locale, event.currentTarget.value);
                onChange(questions.map((each, i) => (i === at ? changed : each)));
              }}
            />
            <IconButton
              icon={CloseIcon}
              label={say('chat.question.remove', { number: at + 1 })}
              onClick={() => onChange(questions.filter((_, i) => i !== at))}
            />
            {error(at) && (
              <p class="field-error" role="alert">
                {error(at)}
              </p>
            )}
          </li>
        ))}
      </ul>
      <span class="visually-hidden" role="status">
        {order.movedTo !== null &&
          say('chat.question.moved', { number: order.movedTo + 1, of: questions.length })}
      </span>
      {questions.length < MOST && (
        <Button icon={PlusIcon} onClick={() => onChange([...questions, {}])}>
          {say('chat.question.add')}
        </Button>
      )}
    </fieldset>
  );
}
