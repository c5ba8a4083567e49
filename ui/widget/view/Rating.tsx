// At the end: one to five, each with its word, and room for a sentence.

import { signal } from '../state/signal.ts';
import { Icon } from './Icon.tsx';
import { room, t } from './room.ts';

const chosen = signal<0 | 1 | 2 | 3 | 4 | 5>(0);

export function Rating() {
  const { talk } = room;
  const { chat } = talk.state.value;
  if (chat?.state !== 'resolved') return null;
  const given = chat.rating ?? talk.rating.value;
  const score = given ? (given.score as 1) : chosen.value;
  return (
    <form
      class="card rating"
      onSubmit={event => {
        event.preventDefault();
        const comment = new FormData(event.currentTarget).get('comment') as string;
        talk.rate({ score, comment: comment.trim() });
        chosen.value = 0;
      }}
    >
      <fieldset disabled={!!given}>
        <legend>{t(given ? 'thanks' : 'rate')}</legend>
        {([1, 2, 3, 4, 5] as const).map(value => (
          <label class={value > score ? '' : 'lit'}>
            <input
              type="radio"
              name="score"
              aria-label={t(`score${value}`)}
              checked={value === score}
              onChange={() => {
                chosen.value = value;
              }}
            />
            <Icon name="star" />
          </label>
        ))}
        <p aria-hidden="true">{score ? t(`score${score}`) : ''}</p>
        {score > 0 && !given && (
          <>
            <textarea
              name="comment"
              rows={2}
              maxLength={1000}
              aria-label={t('comment')}
              placeholder={t('comment')}
            />
            <button class="main" type="submit">
              {t('rate_send')}
            </button>
          </>
        )}
      </fieldset>
    </form>
  );
}
