// Canned replies: what is said often, in every language it is said in.

import { Button } from '@shared/components/button';
import { Field, SelectField } from '@shared/components/field';
import { PlusIcon } from '@shared/components/icons';
import type { CannedReply, Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { cannedReplies, shops } from '../../state/store';
import { inARow, locale } from '../../state/texts';
import { isLeaving } from '../parts/leaving';
import { Empty, Lead } from '../parts/listing';
import { languageOf } from '../parts/names';
import { say } from '../texts';
import './replies.css';
import { ReplyDialog } from './reply';

export function RepliesPage() {
  const [typed, setTyped] = useState('');
  const [shopId, setShopId] = useState('');
  const [open, setOpen] = useState<Id | 'new' | null>(null);
  const all = cannedReplies
    .values()
    .filter(reply => !isLeaving(`reply ${reply.id}`))
    .sort((one, other) => one.shortcut.localeCompare(other.shortcut, locale.value));
  const shown = all.filter(
    reply => (!shopId || String(reply.shop_id ?? '') === shopId) && found(reply, typed),
  );
  const add = (
    <Button tone="primary" icon={PlusIcon} onClick={() => setOpen('new')}>
      {say('replies.add')}
    </Button>
  );
  return (
    <>
      <Lead text={say('replies.text')}>{all.length > 0 && add}</Lead>
      {all.length > 0 ? (
        <>
          <div class="filters">
            <Field
              label={say('replies.find')}
              type="search"
              value={typed}
              onInput={event => setTyped(event.currentTarget.value)}
            />
            <SelectField
              label={say('shop')}
              value={shopId}
              onChange={event => setShopId(event.currentTarget.value)}
            >
              <option value="">{say('anyShop')}</option>
              {shops.values().map(shop => (
                <option key={shop.id} value={shop.id}>
                  {shop.name}
                </option>
              ))}
            </SelectField>
          </div>
          <ul class="entries" aria-label={say('replies')}>
            {shown.map(reply => (
              <Row key={reply.id} reply={reply} onOpen={() => setOpen(reply.id)} />
            ))}
          </ul>
          {!shown.length && <Empty title={say('replies.noneFound')} />}
        </>
      ) : (
        <Empty title={say('replies.none')} text={say('replies.none.text')}>
          {add}
        </Empty>
      )}
      {open !== null && (
        <ReplyDialog
          key={open}
          reply={open === 'new' ? null : (cannedReplies.peek(open) ?? null)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** Whether what was typed is in a reply's shortcut, title or any of its texts. */
export function found(reply: CannedReply, typed: string): boolean {
  const words = typed.normalize('NFKC').toLowerCase().trim().replace(/^\//, '');
  return `${reply.shortcut} ${reply.title} ${Object.values(reply.texts).join(' ')}`
    .normalize('NFKC')
    .toLowerCase()
    .includes(words);
}

function Row({ reply, onOpen }: { reply: CannedReply; onOpen: () => void }) {
  const texts = reply.texts;
  return (
    <li class="entry">
      <div class="entry-words">
        <span class="entry-title">
          <button type="button" class="link-button" onClick={onOpen}>
            {reply.title}
          </button>
          <code class="shortcut">/{reply.shortcut}</code>
        </span>
        <span class="entry-detail reply-text">
          {texts[locale.value] ?? Object.values(texts)[0] ?? ''}
        </span>
        <span class="entry-detail">
          {reply.shop_id === null ? say('allShops') : (shops.get(reply.shop_id)?.name ?? '')}
          {' · '}
          {inARow(Object.keys(texts).map(languageOf))}
        </span>
      </div>
    </li>
  );
}
