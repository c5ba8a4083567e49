// What the vault has of a customer, beside the talk: what it is and the end of its number.

import { now } from '@shared/clock';
import { Button, IconButton } from '@shared/components/button';
import { ClockIcon, CloseIcon, MoreIcon, PlusIcon, ShieldIcon } from '@shared/components/icons';
import { Menu } from '@shared/components/menu';
import type { Customer, DocumentRequest, Id, IdentityDocument } from '@shared/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { zone } from '../state/session';
import { t, times } from '../state/texts';
import { AskDialog } from './ask';
import { EraseDialog } from './erase';
import { OpenDialog } from './open';
import { asking, change, documents, faces, fetchOf, requests, waits, withdraw } from './state';
import { say, wordsReady } from './texts';
import './vault.css';

const MOST_ERASED = 3;

export function VaultBeside({ customer, conversation }: { customer: Customer; conversation: Id }) {
  useEffect(() => fetchOf(customer.id), [customer.id]);
  useEffect(
    () => () => {
      if (asking.peek() === conversation) asking.value = null;
    },
    [conversation],
  );
  const [opened, setOpened] = useState<IdentityDocument | null>(null);
  const [erasing, setErasing] = useState<IdentityDocument | null>(null);
  if (!wordsReady()) return null;
  const theirs = faces.value[customer.id] ?? [customer.id];
  const newest = (one: { id: Id }, other: { id: Id }) => other.id - one.id;
  const mine = documents
    .values()
    .filter(each => theirs.includes(each.customer_id))
    .sort(newest);
  const kept = mine.filter(each => !each.erased_at);
  const gone = mine.filter(each => each.erased_at).slice(0, MOST_ERASED);
  const links = requests
    .values()
    .filter(each => theirs.includes(each.customer_id) && waits(each, now.value))
    .sort(newest);
  return (
    <section class="customer-part vault">
      <h3>{say('title')}</h3>
      <ul class="vault-list">
        {links.map(each => (
          <LinkRow key={`link ${each.id}`} request={each} />
        ))}
        {kept.map(each => (
          <Row
            key={each.id}
            document={each}
            onOpen={() => setOpened(each)}
            onErase={() => setErasing(each)}
          />
        ))}
        {gone.map(each => (
          <li key={each.id} class="vault-gone">
            <ShieldIcon size={14} />
            <span>
              {say(`kind.${each.kind}`)}
              <small>{say(`ended.${each.erased_why ?? 'hand'}`)}</small>
            </span>
          </li>
        ))}
      </ul>
      <Button
        tone="quiet"
        icon={PlusIcon}
        onClick={() => {
          asking.value = conversation;
        }}
      >
        {say('ask')}
      </Button>
      {asking.value === conversation && (
        <AskDialog
          conversation={conversation}
          customer={customer}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
      {opened && <OpenDialog document={opened} onClose={() => setOpened(null)} />}
      {erasing && <EraseDialog document={erasing} onClose={() => setErasing(null)} />}
    </section>
  );
}

function LinkRow({ request }: { request: DocumentRequest }) {
  return (
    <li>
      <ClockIcon size={14} />
      <span>
        {say(`kind.${request.kind}`)}
        <small>{say('link.waits', { until: times(zone()).moment(request.expires_at) })}</small>
      </span>
      <IconButton
        icon={CloseIcon}
        size={14}
        label={say('link.withdraw')}
        onClick={() => void withdraw(request.id)}
      />
    </li>
  );
}

interface RowProps {
  document: IdentityDocument;
  onOpen: () => void;
  onErase: () => void;
}

function Row({ document, onOpen, onErase }: RowProps) {
  const more = useRef<HTMLSpanElement>(null);
  const [menu, setMenu] = useState(false);
  const { id, kind, mask, source, cleared_at, erase_at } = document;
  const until = times(zone()).moment(erase_at);
  const items = [
    { id: 'open', label: say('open'), icon: ShieldIcon, run: onOpen },
    ...(cleared_at
      ? []
      : [
          {
            id: 'cleared',
            label: say('cleared'),
            run: () => void change(`/documents/${id}/cleared`, {}),
          },
        ]),
    { id: 'erase', label: say('erase'), danger: true, run: onErase },
  ];
  return (
    <li>
      <ShieldIcon size={14} />
      <span>
        {say(`kind.${kind}`)} <code class="vault-mask">{short(mask)}</code>
        <small>
          {say(source === 'link' ? 'source.link' : 'source.typed')} ·{' '}
          {say(cleared_at ? 'until.cleared' : 'until', { until })}
        </small>
      </span>
      <span ref={more}>
        <IconButton
          icon={MoreIcon}
          size={14}
          label={t('more')}
          aria-haspopup="menu"
          aria-expanded={menu}
          onClick={() => setMenu(!menu)}
        />
      </span>
      {menu && (
        <Menu
          anchor={more.current}
          align="end"
          label={say(`kind.${kind}`)}
          onClose={() => setMenu(false)}
          items={items}
        />
      )}
    </li>
  );
}

/** A mask without the length of its number: a few dots and the end. */
export const short = (mask: string): string => mask.replace(/^•+/, '••••');
