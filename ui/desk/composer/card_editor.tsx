// A choice card being made: the question stands in the composer, its answers here.

import { Button, IconButton } from '@shared/components/button';
import '@shared/components/field.css';
import { CloseIcon, PlusIcon, TrashIcon } from '@shared/components/icons';
import { t } from '../state/texts';

const MOST_CHOICES = 10;
const LONGEST = 80;

/** The choices as they can be sent: trimmed, without the empty ones. */
export const tidy = (choices: readonly string[]): string[] =>
  choices.map(choice => choice.trim()).filter(Boolean);

/** Whether a card has at least two different answers. */
export function isWhole(choices: readonly string[]): boolean {
  const kept = tidy(choices);
  return kept.length >= 2 && new Set(kept).size === kept.length;
}

interface CardEditorProps {
  choices: readonly string[];
  onChange: (choices: string[]) => void;
  onClose: () => void;
}

export function CardEditor({ choices, onChange, onClose }: CardEditorProps) {
  const set = (index: number, text: string) =>
    onChange(choices.map((choice, at) => (at === index ? text : choice)));
  const add = () => choices.length < MOST_CHOICES && onChange([...choices, '']);
  return (
    <fieldset class="card-editor">
      <legend>{t('card.title')}</legend>
      <IconButton class="card-close" icon={CloseIcon} label={t('card.drop')} onClick={onClose} />
      {choices.map((choice, index) => (
        <div class="card-row" key={index}>
          <span aria-hidden="true">{index + 1}</span>
          <input
            class="input"
            value={choice}
            maxLength={LONGEST}
            placeholder={t('card.choice', { number: index + 1 })}
            aria-label={t('card.choice', { number: index + 1 })}
            onInput={event => set(index, event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key !== 'Enter' || event.isComposing) return;
              event.preventDefault();
              if (index === choices.length - 1) add();
              const next = event.currentTarget.closest('.card-row')?.nextElementSibling;
              setTimeout(() => next?.querySelector('input')?.focus());
            }}
          />
          <IconButton
            icon={TrashIcon}
            size={14}
            label={t('card.remove', { number: index + 1 })}
            disabled={choices.length <= 2}
            onClick={() => onChange(choices.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {choices.length < MOST_CHOICES && (
        <Button tone="quiet" icon={PlusIcon} onClick={add}>
          {t('card.add')}
        </Button>
      )}
    </fieldset>
  );
}
