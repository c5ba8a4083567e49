// The customer beside the talk: who they are, where they are, what was before.

import { now } from '@shared/clock';
import { Avatar } from '@shared/components/avatar';
import { IconButton } from '@shared/components/button';
import {
  BanIcon,
  CloseIcon,
  DownloadIcon,
  MoreIcon,
  PageIcon,
  ShieldIcon,
  TrashIcon,
} from '@shared/components/icons';
import { Menu } from '@shared/components/menu';
import { Bar, Disc } from '@shared/components/skeleton';
import type { Conversation, Customer, Id } from '@shared/contracts';
import { knownZone, timeFormats, zoneName } from '@shared/i18n/time';
import { useRef, useState } from 'preact/hooks';
import { lazily } from '../lazily';
import { customerShown, showCustomer } from '../shell/layout';
import { setBlocked } from '../state/actions';
import { whereIs } from '../state/presence';
import { me, zone } from '../state/session';
import { called, conversations, customers } from '../state/store';
import { inARow, language, locale, t, times } from '../state/texts';
import './customer.css';
import { Earlier } from './earlier';
import { CustomerNote, CustomerTags, Profile } from './profile';
import { WriteButton } from './write';

const OrdersBeside = lazily(() => import('../orders/pane').then(found => found.OrdersBeside));
const VaultBeside = lazily(() => import('../vault/beside').then(found => found.VaultBeside));
const PromisesBeside = lazily(() =>
  import('../promises/beside').then(found => found.PromisesBeside),
);

const whole = () => import('./whole/whole');
const WholeHead = lazily(() => whole().then(found => found.WholeHead));
const Privacy = lazily(() => import('./whole/privacy').then(found => found.Privacy));
const WholeProfile = lazily(() => whole().then(found => found.WholeProfile));
const Choice = lazily(
  () => whole().then(found => found.Choice),
  ({ shown }) => shown,
);

export function CustomerPane({ conversationId }: { conversationId: Id }) {
  const conversation = conversations.get(conversationId);
  const face = customers.get(conversation?.customer_id ?? null);
  const customer = called(face?.id ?? null);
  const shown = customerShown.value;
  const begun = useRef(false);
  if (shown) begun.current = true;
  if (!begun.current) return null;
  // Folded away it keeps what is half written in it.
  return (
    <aside class="customer" aria-label={t('customer')} hidden={!shown}>
      <IconButton
        class="customer-close"
        icon={CloseIcon}
        label={t('close')}
        onClick={() => showCustomer(false)}
      />
      {conversation && face && customer ? (
        <Sheet key={customer.id} customer={customer} face={face} conversation={conversation} />
      ) : (
        <Skeleton />
      )}
    </aside>
  );
}

interface SheetProps {
  /** Whose profile it is. */
  customer: Customer;
  /** As whom they write in this conversation; the two differ where several stand in one profile. */
  face: Customer;
  conversation: Conversation;
}

function Sheet({ customer, face, conversation }: SheetProps) {
  return (
    <>
      <Who customer={customer} face={face} />
      <WholeHead customer={customer} conversationId={conversation.id} />
      <Page customer={face} />
      <Profile customer={customer} conversation={conversation} />
      <CustomerTags customer={customer} />
      <CustomerNote customer={customer} />
      <RatingGiven conversation={conversation} />
      <OrdersBeside customer={customer} />
      <VaultBeside customer={customer} conversation={conversation.id} />
      <PromisesBeside customer={face} />
      <WholeProfile customer={customer} conversationId={conversation.id} />
      <Earlier customer={customer} open={conversation.id} />
    </>
  );
}

function Who({ customer, face }: { customer: Customer; face: Customer }) {
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [asks, setAsks] = useState<'export' | 'erasure' | null>(null);
  const online = whereIs(face.id)?.online;
  const seen = face.last_seen_at;
  const mayBlock = me.value?.role !== 'agent';
  return (
    <header class="customer-who">
      <Avatar name={customer.name} seed={customer.id} size={44} />
      <div>
        <h2 lang={customer.locale ?? undefined}>
          <bdi>{customer.name}</bdi>
          {customer.verified && (
            <span class="customer-verified" title={t('customer.verified')}>
              <ShieldIcon size={14} label={t('customer.verified')} />
            </span>
          )}
        </h2>
        <p>
          {online
            ? t('customer.online')
            : seen && t('customer.seen', { when: times(zone()).relative(seen, now.value) })}
        </p>
      </div>
      <WriteButton customer={face} />
      {mayBlock && (
        <span ref={more}>
          <IconButton
            icon={MoreIcon}
            label={t('more')}
            aria-haspopup="menu"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        </span>
      )}
      {customer.erased_at && (
        <p class="customer-blocked">
          <TrashIcon size={14} />{' '}
          {t('customer.erased', { when: times(zone()).full(customer.erased_at) })}
        </p>
      )}
      {face.blocked_at && (
        <p class="customer-blocked">
          <BanIcon size={14} /> {t('customer.blocked')}
        </p>
      )}
      {open && (
        <Menu
          anchor={more.current}
          align="end"
          label={t('more')}
          onClose={() => setOpen(false)}
          items={[
            {
              id: 'export',
              label: t('customer.export'),
              icon: DownloadIcon,
              run: () => setAsks('export'),
            },
            {
              id: 'block',
              label: t(face.blocked_at ? 'customer.unblock' : 'customer.block'),
              icon: BanIcon,
              danger: !face.blocked_at,
              run: () => void setBlocked(face.id, !face.blocked_at),
            },
            ...(me.value?.role === 'owner'
              ? [
                  {
                    id: 'erase',
                    label: t('customer.erase'),
                    icon: TrashIcon,
                    danger: true,
                    run: () => setAsks('erasure'),
                  },
                ]
              : []),
          ]}
        />
      )}
      {asks && <Privacy customer={customer} kind={asks} onClose={() => setAsks(null)} />}
    </header>
  );
}

function Page({ customer }: { customer: Customer }) {
  const live = whereIs(customer.id);
  const page = live?.page ?? customer.page;
  if (!page?.url) return null;
  return (
    <section class="customer-page">
      <PageIcon />
      <div>
        <h3>{t(live?.online ? 'customer.pageNow' : 'customer.pageLast')}</h3>
        <a href={page.url} target="_blank" rel="noopener noreferrer nofollow" title={page.url}>
          <bdi lang={customer.locale ?? undefined}>{page.title || page.url}</bdi>
        </a>
      </div>
    </section>
  );
}

/** Language tags without those that say the same: `zh-Hans` and `zh-CN`. */
function distinct(tags: (string | null)[]): string[] {
  const found = new Map<string, string>();
  for (const tag of tags) {
    if (!tag) continue;
    const { language: tongue, script } = new Intl.Locale(tag).maximize();
    const key = `${tongue} ${script}`;
    if (!found.has(key)) found.set(key, tag);
  }
  return [...found.values()];
}

/** The customer's own clock, and their languages: before one writes "good morning". */
export function Locale({ customer, spoken }: { customer: Customer; spoken: string | null }) {
  const own = knownZone(customer.zone);
  const tongues = inARow(distinct([spoken, customer.locale]).map(language));
  const clock = own && timeFormats(locale.value, own).time(now.value);
  return (
    <>
      <div class="fact">
        <dt>{t('customer.languages')}</dt>
        <dd>
          <Choice customer={customer} field="locale" shown={tongues} />
        </dd>
      </div>
      <div class="fact">
        <dt>{t('customer.clock')}</dt>
        <dd>
          <Choice
            customer={customer}
            field="zone"
            shown={own ? `${clock} · ${zoneName(own, locale.value)}` : ''}
          />
        </dd>
      </div>
    </>
  );
}

function RatingGiven({ conversation: { rating } }: { conversation: Conversation }) {
  if (!rating) return null;
  return (
    <section class="customer-part">
      <h3>{t('rating')}</h3>
      <p class="customer-rating">
        <span role="img" aria-label={t('rating.score', { score: rating.score })}>
          <b>{'★'.repeat(rating.score)}</b>
          {'☆'.repeat(5 - rating.score)}
        </span>
        {rating.comment && <q dir="auto">{rating.comment}</q>}
      </p>
    </section>
  );
}

function Skeleton() {
  return (
    <div class="customer-who" aria-busy="true">
      <Disc size={44} />
      <div>
        <Bar width="120px" />
        <p>
          <Bar width="80px" height="0.6em" />
        </p>
      </div>
    </div>
  );
}
