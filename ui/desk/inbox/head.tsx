// The list's head: which view it is, and whose customers it shows.

import { IconButton } from '@shared/components/button';
import type { Icon } from '@shared/components/icons';
import {
  BellIcon,
  ChatIcon,
  DownIcon,
  EditIcon,
  FlagIcon,
  InboxIcon,
  MailIcon,
  PhoneIcon,
  SearchIcon,
  TagIcon,
} from '@shared/components/icons';
import { Menu, type MenuItem } from '@shared/components/menu';
import { useRef, useState } from 'preact/hooks';
import { presenceItems } from '../presence/button';
import { promiseCounts } from '../promises/counts';
import { panel } from '../shell/layout';
import { meItems } from '../shell/me';
import { countText, VIEW_ICONS } from '../shell/rail';
import { counts, filter } from '../state/lists';
import { go, pathTo, VIEWS, view } from '../state/router';
import { shops, tags } from '../state/store';
import { t } from '../state/texts';

type Opened = 'views' | 'shops' | 'tags' | 'channels' | null;

export function InboxHead() {
  const [opened, setOpened] = useState<Opened>(null);
  const viewButton = useRef<HTMLButtonElement>(null);
  const shopButton = useRef<HTMLButtonElement>(null);
  const tagButton = useRef<HTMLDivElement>(null);
  const channelButton = useRef<HTMLDivElement>(null);
  const close = () => setOpened(null);
  const toggle = (what: Opened) => setOpened(opened === what ? null : what);
  const shop = shops.get(filter.value.shop_id);
  const many = shops.values().filter(each => !each.archived_at).length > 1;

  return (
    <header class="inbox-head">
      <h1 class="inbox-title">{t(`view.${view.value}`)}</h1>
      <button
        ref={viewButton}
        type="button"
        class="inbox-views"
        aria-haspopup="menu"
        aria-expanded={opened === 'views'}
        onClick={() => toggle('views')}
      >
        {t(`view.${view.value}`)}
        <DownIcon size={14} />
      </button>
      <span class="inbox-tools">
        {many && (
          <button
            ref={shopButton}
            type="button"
            class={`inbox-filter${shop ? ' is-on' : ''}`}
            aria-haspopup="menu"
            aria-expanded={opened === 'shops'}
            onClick={() => toggle('shops')}
          >
            {shop && <span class="shop-mark" style={{ background: shop.color }} />}
            <span>{shop?.name ?? t('filter.allShops')}</span>
            <DownIcon size={12} />
          </button>
        )}
        <div ref={channelButton}>
          <IconButton
            icon={CHANNEL_ICONS[filter.value.channel ?? ''] ?? InboxIcon}
            label={t('filter.channels')}
            aria-haspopup="menu"
            aria-expanded={opened === 'channels'}
            aria-pressed={filter.value.channel !== null}
            onClick={() => toggle('channels')}
          />
        </div>
        <div ref={tagButton}>
          <IconButton
            icon={TagIcon}
            label={t('filter.tags')}
            aria-haspopup="menu"
            aria-expanded={opened === 'tags'}
            aria-pressed={filter.value.tag_id !== null}
            onClick={() => toggle('tags')}
          />
        </div>
        <IconButton
          icon={EditIcon}
          label={t('first.mail')}
          aria-haspopup="dialog"
          onClick={() => {
            panel.value = 'mail';
          }}
        />
        <a class="icon-button inbox-search" href={pathTo.search()} aria-label={t('search')}>
          <SearchIcon />
        </a>
      </span>
      {opened === 'views' && (
        <Menu
          anchor={viewButton.current}
          label={t('rail.label')}
          items={viewItems()}
          onClose={close}
        />
      )}
      {opened === 'shops' && (
        <Menu
          anchor={shopButton.current}
          align="end"
          label={t('filter.shop')}
          items={shopItems()}
          onClose={close}
        />
      )}
      {opened === 'channels' && (
        <Menu
          anchor={channelButton.current}
          align="end"
          label={t('filter.channels')}
          items={channelItems()}
          onClose={close}
        />
      )}
      {opened === 'tags' && (
        <Menu
          anchor={tagButton.current}
          align="end"
          label={t('filter.tags')}
          items={tagItems()}
          onClose={close}
        />
      )}
    </header>
  );
}

function viewItems(): MenuItem[] {
  const [first, ...own] = meItems();
  return [
    ...VIEWS.map(name => ({
      id: name,
      label: t(`view.${name}`),
      icon: VIEW_ICONS[name],
      detail: counts.value && name !== 'resolved' ? countText(counts.value[name]) : undefined,
      checked: view.value === name,
      run: () => go(pathTo.inbox(name)),
    })),
    ...promiseItems(),
    ...presenceItems(),
    ...(first ? [{ ...first, apart: true }] : []),
    ...own,
  ];
}

function promiseItems(): MenuItem[] {
  return (['mine', 'today'] as const).map((name, index) => ({
    id: `promises ${name}`,
    label: t(name === 'mine' ? 'key.promises' : 'key.promisesToday'),
    icon: name === 'mine' ? FlagIcon : BellIcon,
    detail: countText(promiseCounts.value[name]),
    apart: index === 0,
    run: () => go(pathTo.promises(name)),
  }));
}

function shopItems(): MenuItem[] {
  const pick = (shop_id: number | null) => () => {
    filter.value = { ...filter.peek(), shop_id };
  };
  const { shop_id } = filter.value;
  return [
    { id: 'all', label: t('filter.allShops'), checked: shop_id === null, run: pick(null) },
    ...shops
      .values()
      .filter(shop => !shop.archived_at)
      .sort((a, b) => a.id - b.id)
      .map(shop => ({
        id: String(shop.id),
        label: shop.name,
        checked: shop_id === shop.id,
        run: pick(shop.id),
      })),
  ];
}

/** The doors that customers come through, as the list can be held to one of them. */
const CHANNELS = ['webchat', 'email', 'phone'] as const;
const CHANNEL_ICONS: Record<string, Icon> = {
  webchat: ChatIcon,
  email: MailIcon,
  phone: PhoneIcon,
};

function channelItems(): MenuItem[] {
  const pick = (channel: string | null) => () => {
    filter.value = { ...filter.peek(), channel };
  };
  const { channel } = filter.value;
  return [
    { id: 'all', label: t('filter.allChannels'), checked: channel === null, run: pick(null) },
    ...CHANNELS.map(each => ({
      id: each,
      label: t(`channel.${each}`),
      icon: CHANNEL_ICONS[each],
      checked: channel === each,
      run: pick(each),
    })),
  ];
}

function tagItems(): MenuItem[] {
  const pick = (tag_id: number | null) => () => {
    filter.value = { ...filter.peek(), tag_id };
  };
  const { shop_id, tag_id } = filter.value;
  return [
    { id: 'all', label: t('filter.allTags'), checked: tag_id === null, run: pick(null) },
    ...tags
      .values()
      .filter(tag => shop_id === null || tag.shop_id === null || tag.shop_id === shop_id)
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(tag => ({
        id: String(tag.id),
        label: tag.name,
        checked: tag_id === tag.id,
        run: pick(tag.id),
      })),
  ];
}
