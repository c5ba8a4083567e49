// The message that the answer being written answers.

import { IconButton } from '@shared/components/button';
import { CloseIcon } from '@shared/components/icons';
import type { Conversation, Id, Quote } from '@shared/contracts';
import { drafts } from '../state/live';
import { t } from '../state/texts';
import { timeline } from '../state/timelines';

const PREVIEW = 120;

/** A message as another quotes it; one that is not on this screen is quoted by its number alone. */
export function quoteOf(id: Id, seq: number | null): Quote | null {
  if (seq === null) return null;
  const message = timeline(id).value.messages.find(each => each.seq === seq);
  const preview = message?.body || message?.attachments.map(each => each.name).join(', ') || '';
  return { seq, author_name: message?.author.name ?? '', preview: preview.slice(0, PREVIEW) };
}

export function Quoted({
  conversation: { id },
  seq,
}: {
  conversation: Conversation;
  seq: number | null;
}) {
  const quote = quoteOf(id, seq);
  if (!quote) return null;
  return (
    <div class="composer-quote">
      <span>
        <b>
          <bdi>{quote.author_name}</bdi>
        </b>{' '}
        <bdi>{quote.preview}</bdi>
      </span>
      <IconButton
        icon={CloseIcon}
        size={14}
        label={t('quote.drop')}
        onClick={() => drafts.edit(id, { quote_seq: null })}
      />
    </div>
  );
}
