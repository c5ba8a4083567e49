// Invitations that can still be accepted.

import { Button } from '@shared/components/button';
import { MailIcon } from '@shared/components/icons';
import type { Id, Role, Time } from '@shared/contracts';
import { http, zone } from '../../state/session';
import { times } from '../../state/texts';
import { type Fetched, useFetched } from '../parts/fetched';
import { isLeaving, leave } from '../parts/leaving';
import { say } from '../texts';
import { reachOf } from './people';

export interface Invitation {
  id: Id;
  email: string;
  role: Role;
  all_shops: boolean;
  shop_ids: Id[];
  team_ids: Id[];
  expires_at: Time;
}

export const useInvitations = (owner: boolean): Fetched<Invitation[]> =>
  useFetched<Invitation[]>(owner ? '/invitations' : null);

export function Invitations({ held }: { held: Fetched<Invitation[]> }) {
  const shown = (held.value ?? []).filter(each => !isLeaving(name(each)));
  if (!shown.length) return null;
  return (
    <section class="settings-part">
      <h2>{say('invitations')}</h2>
      <ul class="entries" aria-label={say('invitations')}>
        {shown.map(each => (
          <li class="entry" key={each.id}>
            <MailIcon size={20} />
            <div class="entry-words">
              <span class="entry-title">
                {each.email}
                <span class="mark">{say(`role.${each.role}`)}</span>
              </span>
              <span class="entry-detail">
                {reachOf(each)} ·{' '}
                {say('invitations.until', { when: times(zone()).moment(each.expires_at) })}
              </span>
            </div>
            <Button
              onClick={() =>
                leave(name(each), say('invitations.withdrawn', { email: each.email }), () =>
                  http.delete(`/invitations/${each.id}`),
                )
              }
            >
              {say('invitations.withdraw')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const name = (invitation: Invitation) => `invitation ${invitation.id}`;
