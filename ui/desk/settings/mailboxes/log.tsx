// What came into a mailbox and what became of each, the newest first.

import type { Id, LoggedMail, PageOf } from '@shared/contracts';
import { query } from '@shared/http';
import { sizeText } from '@shared/i18n/time';
import { pathTo } from '../../state/router';
import { zone } from '../../state/session';
import { locale, times } from '../../state/texts';
import { useFetched } from '../parts/fetched';
import { Listing } from '../parts/listing';
import { hasWords, say } from '../texts';

export function Log({ id }: { id: Id }) {
  const page = useFetched<PageOf<LoggedMail>>(`/mailboxes/${id}/mails${query({ limit: 20 })}`);
  return (
    <section class="settings-part">
      <h2>{say('mailboxes.log')}</h2>
      <Listing
        fetched={{ ...page, value: page.value?.items ?? null }}
        label={say('mailboxes.log')}
        empty={say('mailboxes.log.none')}
      >
        {each => (
          <li class="entry" key={each.id}>
            <div class="entry-words">
              <span class="entry-title">
                {each.conversation_id === null ? (
                  times(zone()).full(each.at)
                ) : (
                  <a href={pathTo.conversation(each.conversation_id)}>
                    {times(zone()).full(each.at)}
                  </a>
                )}
                <span class={`mark ${each.state === 'broken' ? 'is-bad' : ''}`}>
                  {say(`mailboxes.log.${each.state}`)}
                </span>
              </span>
              <span class="entry-detail">
                {each.folder} · {sizeText(each.size, locale.value)}
                {each.reason && hasWords(`mailboxes.log.why.${each.reason}`) && (
                  <> · {say(`mailboxes.log.why.${each.reason}` as never)}</>
                )}
              </span>
            </div>
          </li>
        )}
      </Listing>
    </section>
  );
}
