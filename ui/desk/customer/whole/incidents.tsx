// What went wrong for the customer before, and what was done: read before one answers.

import { signal } from '@preact/signals';
import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { AreaField, SelectField } from '@shared/components/field';
import { EditIcon } from '@shared/components/icons';
import type { Id } from '@shared/contracts';
import type { Incident } from '@shared/profiles';
import { useState } from 'preact/hooks';
import { useBegun } from '../../state/begun';
import { pathTo } from '../../state/router';
import { http, zone } from '../../state/session';
import { conversations } from '../../state/store';
import { times } from '../../state/texts';
import { Fold } from './fold';
import { act, type WholeProfile } from './state';
import { say } from './texts';

const CAUSES = [
  'late',
  'damaged',
  'wrong_item',
  'missing_item',
  'defective',
  'misinformed',
  'impolite',
  'price',
  'customs',
  'refund',
  'other',
] as const;
type Cause = (typeof CAUSES)[number];

const SHOWN = 5;
const BAD = 2;
/** The conversation of which somebody wants to write down what went wrong. */
const wanted = signal<Id | null>(null);

/** After a bad rating, and once a conversation has ended: the moment at which one still knows. */
export function IncidentOffer({ whole, conversationId }: IncidentsProps) {
  const conversation = conversations.get(conversationId);
  const noted = whole.incidents.some(each => each.conversation_id === conversationId);
  if (!conversation || noted || wanted.value === conversationId) return null;
  const { rating, state } = conversation;
  const bad = rating !== null && rating.score <= BAD;
  if (!bad && state !== 'resolved') return null;
  return (
    <p class={`incident-offer${bad ? ' is-bad' : ''}`}>
      <span>{bad ? say('offer.rated', { score: rating.score }) : say('offer.resolved')}</span>
      <Button
        onClick={() => {
          wanted.value = conversationId;
        }}
      >
        {say('offer.note')}
      </Button>
    </p>
  );
}

interface IncidentsProps {
  whole: WholeProfile;
  conversationId: Id;
}

export function Incidents({ whole, conversationId }: IncidentsProps) {
  // By its id: what the feed brings of anything in the profile brings all of it anew.
  const [chosen, setOpen] = useState<Id | 'new' | null>(null);
  const [all, setAll] = useState(false);
  const open = wanted.value === conversationId ? 'new' : chosen;
  const close = () => {
    wanted.value = null;
    setOpen(null);
  };
  const { incidents } = whole;
  return (
    <Fold
      name="incidents"
      title={say('incidents')}
      count={incidents.length}
      open={incidents.length > 0}
      unfold={open === 'new'}
      add={{ label: say('incident.add'), run: () => setOpen('new') }}
    >
      {open === 'new' && (
        <IncidentForm whole={whole} conversationId={conversationId} onDone={close} />
      )}
      {incidents.length === 0 && open === null && (
        <p class="customer-none">{say('incidents.none')}</p>
      )}
      <ul class="incidents">
        {incidents.slice(0, all ? undefined : SHOWN).map(each =>
          open === each.id ? (
            <li key={each.id}>
              <IncidentForm
                whole={whole}
                conversationId={conversationId}
                before={each}
                onDone={close}
              />
            </li>
          ) : (
            <IncidentLine key={each.id} incident={each} onEdit={() => setOpen(each.id)} />
          ),
        )}
      </ul>
      {!all && incidents.length > SHOWN && (
        <Button onClick={() => setAll(true)}>{say('incidents.all')}</Button>
      )}
    </Fold>
  );
}

function IncidentLine({ incident, onEdit }: { incident: Incident; onEdit: () => void }) {
  const { cause, what, done, at, by_name, conversation_id } = incident;
  return (
    <li class="incident">
      <p class="incident-head">
        <b>{say(`cause.${cause as Cause}`)}</b>
        {conversation_id === null ? (
          <time dateTime={at}>{times(zone()).day(at, now.peek())}</time>
        ) : (
          <a href={pathTo.conversation(conversation_id)}>
            <time dateTime={at}>{times(zone()).day(at, now.peek())}</time>
          </a>
        )}
        <button type="button" class="fact-edit" aria-label={say('incident.edit')} onClick={onEdit}>
          <EditIcon size={12} />
        </button>
      </p>
      <p dir="auto">{what}</p>
      <p class="incident-done" dir="auto">
        {done ? `→ ${done}` : say('incident.undone')}
      </p>
      {by_name && <small>{by_name}</small>}
    </li>
  );
}

interface FormProps extends IncidentsProps {
  before?: Incident;
  onDone: () => void;
}

function IncidentForm({ whole, conversationId, before, onDone }: FormProps) {
  const begun = useBegun(`incident ${before?.id ?? `of ${conversationId}`}`, {
    cause: before?.cause ?? 'late',
    what: before?.what ?? '',
    done: before?.done ?? '',
  });
  const { cause, what, done } = begun.value;
  const leave = () => {
    begun.over();
    onDone();
  };
  const [busy, setBusy] = useState(false);
  const { id } = whole.customer;
  const save = (event: Event) => {
    event.preventDefault();
    if (!what.trim()) return;
    setBusy(true);
    const conversation_id = before ? before.conversation_id : conversationId;
    const draft = { cause, what: what.trim(), done: done.trim(), conversation_id };
    const ask = () =>
      before
        ? http.put(`/incidents/${before.id}`, draft)
        : http.post(`/customers/${id}/incidents`, draft);
    void act(id, ask).then(kept => (kept ? leave() : setBusy(false)));
  };
  return (
    <form class="whole-form" onSubmit={save}>
      <SelectField
        label={say('incident.cause')}
        value={cause}
        onChange={event => begun.write({ cause: event.currentTarget.value })}
      >
        {CAUSES.map(each => (
          <option key={each} value={each}>
            {say(`cause.${each}`)}
          </option>
        ))}
      </SelectField>
      <AreaField
        label={say('incident.what')}
        rows={2}
        required
        autoFocus
        maxLength={2000}
        value={what}
        onInput={event => begun.write({ what: event.currentTarget.value })}
      />
      <AreaField
        label={say('incident.done')}
        rows={2}
        maxLength={2000}
        value={done}
        onInput={event => begun.write({ done: event.currentTarget.value })}
      />
      <FormButtons busy={busy} whole={what.trim() !== ''} onCancel={leave} />
    </form>
  );
}

export function FormButtons({
  busy,
  whole,
  onCancel,
}: {
  busy: boolean;
  whole: boolean;
  onCancel: () => void;
}) {
  return (
    <div class="whole-form-buttons">
      <Button onClick={onCancel}>{say('cancel')}</Button>
      <Button type="submit" tone="primary" busy={busy} disabled={!whole}>
        {say('save')}
      </Button>
    </div>
  );
}
