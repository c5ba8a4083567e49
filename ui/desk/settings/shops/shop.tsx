// One shop, in parts: what it is, when it answers, its chat window, how it gets onto its page.

import type { Id } from '@shared/contracts';
import type { ComponentType } from 'preact';
import { lazily } from '../../lazily';
import { ready } from '../../state/live';
import { pathTo } from '../../state/router';
import { shops } from '../../state/store';
import { Crumb } from '../parts/crumb';
import { Coming, Empty } from '../parts/listing';
import '../parts/tabs.css';
import { type SettingsKey, say } from '../texts';
import { BasicsPart } from './basics';
import type { PartProps } from './change_shop';
import { EmbedPart } from './embed';
import { HoursPart } from './hours_part';
import { IdentityPart } from './identity';

const PARTS: readonly { path: string; title: SettingsKey; part: ComponentType<PartProps> }[] = [
  { path: '', title: 'shop.basics', part: BasicsPart },
  { path: 'hours', title: 'shop.hours', part: HoursPart },
  {
    path: 'chat',
    title: 'shop.chat',
    part: lazily(() => import('./chat').then(found => found.ChatPart)),
  },
  { path: 'embed', title: 'shop.embed', part: EmbedPart },
  { path: 'identity', title: 'shop.identity', part: IdentityPart },
];

export function ShopPage({ id, part }: { id: Id; part: string }) {
  const shop = shops.get(id);
  const shown = PARTS.find(each => each.path === part) ?? PARTS[0];
  if (!shop || !shown) {
    return ready.value ? (
      <Empty title={say('shop.gone')} text={say('shop.gone.text')} />
    ) : (
      <Coming />
    );
  }
  return (
    <>
      <Crumb page="shops" list={say('shops')}>
        <span class="shop-swatch" style={{ background: shop.color }} aria-hidden="true" />
        {shop.name}
        {shop.archived_at && <span class="mark">{say('shops.archived')}</span>}
      </Crumb>
      <nav aria-label={shop.name}>
        <ul class="tabs">
          {PARTS.map(each => (
            <li key={each.path}>
              <a
                class="tab"
                href={pathTo.settings(`shops/${id}${each.path ? `/${each.path}` : ''}`)}
                aria-current={each === shown ? 'page' : undefined}
              >
                {say(each.title)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <shown.part key={`${id} ${shown.path}`} shop={shop} />
    </>
  );
}
