// The talk's latest pictures, to be shown to a partner: what the customer has sent says it best.

import type { Id } from '@shared/contracts';
import { isPicture } from '../conversation/layout';
import { http } from '../state/session';
import { timeline } from '../state/timelines';
import { say } from './texts';

const MOST_PICTURES = 8;

interface PicturesProps {
  of: Id;
  chosen: readonly Id[];
  onChange: (chosen: Id[]) => void;
}

export function Pictures({ of, chosen, onChange }: PicturesProps) {
  const pictures = timeline(of)
    .value.messages.filter(message => !message.redacted_at)
    .flatMap(message => message.attachments)
    .filter(isPicture)
    .slice(-MOST_PICTURES);
  if (!pictures.length) return null;
  return (
    <fieldset class="ask-chips">
      <legend>{say('show')}</legend>
      {pictures.map(each => (
        <label key={each.id} class="ask-picture">
          <input
            type="checkbox"
            aria-label={each.name}
            checked={chosen.includes(each.id)}
            onChange={event =>
              onChange(
                event.currentTarget.checked
                  ? [...chosen, each.id]
                  : chosen.filter(id => id !== each.id),
              )
            }
          />
          <img src={http.url(`/attachments/${each.id}/thumbnail`)} alt="" width={64} height={64} />
        </label>
      ))}
    </fieldset>
  );
}
