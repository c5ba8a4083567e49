// Photographs for the reply: what partners sent of this customer's things, and what was ordered.

import { PaperclipIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { Attachment, Id, Time } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { putIntoAnswer } from '../composer/focus';
import { requestsOf } from '../partners/state';
import { complain } from '../state/actions';
import { http, zone } from '../state/session';
import { times } from '../state/texts';
import { once } from '../state/turns';
import './photos.css';
import { say } from './texts';

interface PartnerPhoto {
  attachment: Attachment;
  request_id: Id;
  at: Time;
}

const SHOWN = 8;

export function PartnerPhotos({ talk }: { talk: Id }) {
  const [photos, setPhotos] = useState<readonly PartnerPhoto[]>([]);
  // An answer that comes in brings its photographs.
  const answers = requestsOf(talk)
    .map(each => `${each.id}.${each.version}`)
    .join();
  useEffect(() => {
    let stale = false;
    http.get<PartnerPhoto[]>(`/conversations/${talk}/photos`).then(
      found => stale || setPhotos(found),
      () => {}, // asked again with the next answer
    );
    return () => {
      stale = true;
    };
  }, [talk, answers]);
  if (!photos.length) return null;
  return (
    <section class="customer-part order-photos">
      <h3>{say('photos')}</h3>
      <ul>
        {photos.slice(0, SHOWN).map(({ attachment, at }) => (
          <li key={attachment.id}>
            <button
              type="button"
              title={times(zone()).moment(at)}
              aria-label={say('photo.insert', { name: attachment.name })}
              onClick={() =>
                void insert(talk, `/conversations/${talk}/photos`, {
                  attachment_id: attachment.id,
                })
              }
            >
              <img
                src={http.url(`/attachments/${attachment.id}/thumbnail`)}
                alt={attachment.name}
                width={56}
                height={56}
                loading="lazy"
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The picture of a line: it lies with the shop's platform, and is fetched only to be sent. */
export function LinePicture({ talk, order, line }: { talk: Id; order: Id; line: number }) {
  const [busy, setBusy] = useState(false);
  return (
    <button
      type="button"
      class="link-button order-take"
      disabled={busy}
      onClick={() => {
        setBusy(true);
        void insert(talk, `/conversations/${talk}/order-pictures`, {
          order_id: order,
          line,
        }).finally(() => setBusy(false));
      }}
    >
      <PaperclipIcon size={13} />
      {say('picture.insert')}
    </button>
  );
}

/** Put a copy into the reply that is being written; pressed again on a slow line, still only one. */
const insert = (talk: Id, path: string, wish: object): Promise<boolean> =>
  once(`${path} ${JSON.stringify(wish)}`, async () => {
    try {
      const file = await http.post<Attachment>(path, wish);
      putIntoAnswer(talk, ({ attachments }) => ({ attachments: [...attachments, file] }));
      toast(say('photo.inserted'));
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  });
