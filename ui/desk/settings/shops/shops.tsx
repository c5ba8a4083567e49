// The shops: all of them, or the one whose number the path names.

import { Button } from '@shared/components/button';
import { PlusIcon } from '@shared/components/icons';
import type { Shop } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { pathTo } from '../../state/router';
import { shops } from '../../state/store';
import { locale } from '../../state/texts';
import { Empty, Lead } from '../parts/listing';
import { languageOf } from '../parts/names';
import { say } from '../texts';
import { NewShop } from './new_shop';
import { PLATFORMS } from './platforms';
import { ShopPage } from './shop';
import './shops.css';

export function ShopsPage({ rest }: { rest: string }) {
  const [id, part] = rest.split('/');
  if (id) return <ShopPage id={Number(id)} part={part ?? ''} />;
  return <AllShops />;
}

function AllShops() {
  const [making, setMaking] = useState(false);
  const all = shops
    .values()
    .sort(
      (one, other) =>
        Number(one.archived_at !== null) - Number(other.archived_at !== null) ||
        one.name.localeCompare(other.name, locale.value),
    );
  const add = (
    <Button tone="primary" icon={PlusIcon} onClick={() => setMaking(true)}>
      {say('shops.add')}
    </Button>
  );
  return (
    <>
      <Lead text={say('shops.text')}>{all.length > 0 && add}</Lead>
      {all.length ? (
        <ul class="entries" aria-label={say('shops')}>
          {all.map(shop => (
            <Row key={shop.id} shop={shop} />
          ))}
        </ul>
      ) : (
        <Empty title={say('shops.none')} text={say('shops.none.text')}>
          {add}
        </Empty>
      )}
      {making && <NewShop onClose={() => setMaking(false)} />}
    </>
  );
}

function Row({ shop }: { shop: Shop }) {
  return (
    <li class={`entry${shop.archived_at ? ' is-off' : ''}`}>
      <span class="shop-swatch" style={{ background: shop.color }} aria-hidden="true" />
      <div class="entry-words">
        <span class="entry-title">
          <a href={pathTo.settings(`shops/${shop.id}`)}>{shop.name}</a>
          {shop.archived_at && <span class="mark">{say('shops.archived')}</span>}
        </span>
        <span class="entry-detail">
          {platformName(shop.platform)} · {languageOf(shop.locale)} ·{' '}
          {shop.zone.replaceAll('_', ' ')}
        </span>
      </div>
      <span class="entry-side">
        {shop.allowed_origins.length === 0 && (
          <span class="mark is-warn">{say('shops.notEmbedded')}</span>
        )}
      </span>
    </li>
  );
}

/** The platform in words; one that this screen does not know keeps its own name. */
function platformName(name: string): string {
  const known = PLATFORMS.find(each => each === name);
  return known ? say(`platform.${known}`) : name;
}
