// Above the composer: what is owed here, what the reply would promise, and what it keeps.

import { now } from '@shared/clock';
import { Button, IconButton } from '@shared/components/button';
import { CheckIcon, CloseIcon, EditIcon } from '@shared/components/icons';
import { keyLabel } from '@shared/components/keyboard';
import type { Conversation, Id, PromiseDraft, PromiseMade, PromiseOffer } from '@shared/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { offered, promise, promising } from '../composer/promising';
import { me, zone } from '../state/session';
import { personName, promises } from '../state/store';
import { locale } from '../state/texts';
import { Acting, Acts } from './acts';
import { Countdown, CustomerTime, DueWords } from './due';
import { PromiseForm } from './form';
import { dismiss, useOffers } from './offers';
import './promises.css';
import { byDue, customerZone, fetchOf, isOwed, wordsOf } from './state';
import { say, wordsReady } from './texts';
import { dueText } from './times';

/** How many that are owed are shown before one asks for the rest. */
const MOST = matchMedia('(max-width: 719px)').matches ? 1 : 2;
const TAKE_KEY = 'Alt+Enter';

interface BarProps {
  conversation: Conversation;
  body: string;
  note: boolean;
}

export function PromiseBar({ conversation, body, note }: BarProps) {
  const { id } = conversation;
  const [offers, redraw] = useOffers(id, body, note);
  const [all, setAll] = useState(false);
  // Here and not in its row: what is offered is asked for anew as one writes.
  const [editing, setEditing] = useState<Editing | null>(null);
  const taken = promising(id).value.promises;
  const first = note ? undefined : offers[0];
  const take = (offer: PromiseOffer) =>
    promise(id, {
      promises: [...promising(id).peek().promises, { ...offer, offered: offer.text }],
    });

  useEffect(() => fetchOf(id), [id]);
  useEffect(() => {
    offered.value = first ? () => take(first) : null;
    return () => {
      offered.value = null;
    };
  }, [first?.text, first?.due_at]);

  const owed = promises
    .values()
    .filter(each => each.conversation_id === id && isOwed(each))
    .sort(byDue);
  if (!wordsReady() || !(owed.length || offers.length || taken.length || editing)) return null;
  return (
    <section class="promise-bar" aria-label={say('promises')}>
      {owed.slice(0, all ? undefined : MOST).map(each => (
        <Owed key={each.id} promise={each} writing={!note && body.trim() !== ''} />
      ))}
      {owed.length > MOST && (
        <button type="button" class="promise-rest" aria-expanded={all} onClick={() => setAll(!all)}>
          {say(all ? 'fewer' : 'rest', { count: owed.length - MOST })}
        </button>
      )}
      {taken.map((draft, index) => (
        <Taken key={draft.offered ?? index} id={id} draft={draft} onEdit={setEditing} />
      ))}
      {!note &&
        offers.map(offer => (
          <Offered
            key={offer.text}
            id={id}
            offer={offer}
            first={offer === first}
            onTake={() => take(offer)}
            onEdit={setEditing}
            onDismiss={() => {
              dismiss(id, offer.text);
              redraw();
            }}
          />
        ))}
      <Acting among={owed} />
      {editing && <Edit {...editing} id={id} onClose={() => setEditing(null)} />}
    </section>
  );
}

interface Editing {
  /** The button that it was asked for by. */
  anchor: Element | null;
  draft: PromiseDraft;
}

function Owed({ promise: made, writing }: { promise: PromiseMade; writing: boolean }) {
  const { keeps } = promising(made.conversation_id).value;
  const kept = keeps.includes(made.id);
  const toggle = () =>
    promise(made.conversation_id, {
      keeps: kept ? keeps.filter(each => each !== made.id) : [...keeps, made.id],
    });
  return (
    <div class={`promise-row is-owed${made.state === 'broken' ? ' is-broken' : ''}`}>
      <Countdown at={made.due_at} />
      <span class="promise-words">
        <bdi>{wordsOf(made)}</bdi>
        <small>
          <DueWords at={made.due_at} />
          {made.owner_id !== me.value?.id && ` · ${personName(made.owner_id, say('nobody'))}`}
        </small>
        <CustomerTime at={made.due_at} of={customerZone(made.conversation_id)} />
      </span>
      {writing && (
        <button type="button" class="promise-keeps" aria-pressed={kept} onClick={toggle}>
          <span class="promise-box">{kept && <CheckIcon size={12} />}</span>
          {say('keeps')}
        </button>
      )}
      <Acts promise={made} />
    </div>
  );
}

function Offered({
  id,
  offer,
  first,
  onTake,
  onEdit,
  onDismiss,
}: {
  id: Id;
  offer: PromiseOffer;
  first: boolean;
  onTake: () => void;
  onEdit: (editing: Editing) => void;
  onDismiss: () => void;
}) {
  const edit = useRef<HTMLSpanElement>(null);
  const due = dueText(offer.due_at, now.value, locale.value, zone());
  return (
    <div class="promise-row is-offered" role="status">
      <span class="promise-words">
        <bdi>{offer.text}</bdi>
        <CustomerTime at={offer.due_at} of={customerZone(id)} />
      </span>
      <Button onClick={onTake} data-hint-key={first ? keyLabel(TAKE_KEY) : undefined}>
        {say('take', { due })}
        {first && <kbd>{keyLabel(TAKE_KEY)}</kbd>}
      </Button>
      <span ref={edit}>
        <IconButton
          icon={EditIcon}
          label={say('change')}
          onClick={() => onEdit({ anchor: edit.current, draft: offer })}
        />
      </span>
      <IconButton icon={CloseIcon} label={say('dismiss')} onClick={onDismiss} />
    </div>
  );
}

interface TakenProps {
  id: Id;
  draft: PromiseDraft;
  onEdit: (editing: Editing) => void;
}

function Taken({ id, draft, onEdit }: TakenProps) {
  const edit = useRef<HTMLSpanElement>(null);
  const drop = () =>
    promise(id, {
      promises: promising(id)
        .peek()
        .promises.filter(each => each !== draft),
    });
  return (
    <div class="promise-row is-taken">
      <CheckIcon size={14} />
      <span class="promise-words">
        <bdi>{wordsOf(draft)}</bdi>
        <b>{say('taken')}</b>
        {draft.due_at && (
          <>
            <small>
              <DueWords at={draft.due_at} />
            </small>
            <CustomerTime at={draft.due_at} of={customerZone(id)} />
          </>
        )}
      </span>
      <span ref={edit}>
        <IconButton
          icon={EditIcon}
          label={say('change')}
          onClick={() => onEdit({ anchor: edit.current, draft })}
        />
      </span>
      <IconButton icon={CloseIcon} label={say('drop')} onClick={drop} />
    </div>
  );
}

/** Give what is offered or taken other words or another time; it is then promised with the reply. */
function Edit({ anchor, id, draft, onClose }: Editing & { id: Id; onClose: () => void }) {
  return (
    <PromiseForm
      anchor={anchor}
      title={say('change')}
      text={draft.text}
      due={draft.due_at ?? undefined}
      onClose={onClose}
      onSave={({ text, due_at }) => {
        const { promises: before } = promising(id).peek();
        const changed = { ...draft, text, due_at, offered: draft.offered ?? draft.text };
        const at = before.indexOf(draft);
        const after = before.filter(each => each !== draft);
        after.splice(at < 0 ? after.length : at, 0, changed);
        promise(id, { promises: after });
        return true;
      }}
    />
  );
}
