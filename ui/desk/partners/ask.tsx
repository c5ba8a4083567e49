// Asking a partner from a conversation: a kind is one tap, sending it the second; the rest may wait.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { AreaField, Field, SelectField } from '@shared/components/field';
import { SendIcon } from '@shared/components/icons';
import type { Conversation, Id } from '@shared/contracts';
import { Refusal } from '@shared/http';
import type { Partner, RequestKindView, Values } from '@shared/partners';
import { useEffect, useState } from 'preact/hooks';
import { isPicture } from '../conversation/layout';
import { complain } from '../state/actions';
import { http, me } from '../state/session';
import { called } from '../state/store';
import { t } from '../state/texts';
import { timeline } from '../state/timelines';
import { ask } from './acts';
import './ask.css';
import { KindFields } from './fields';
import { KIND_ICONS } from './icons';
import { kinds, partners, requestsOf } from './state';
import { languageName, say } from './texts';

const DAY = 86_400_000;
const MOST_PICTURES = 8;

/** A parcel or order of the customer's that can be asked about. */
interface Thing {
  key: string;
  label: string;
  order_id: Id | null;
  parcel_id: Id | null;
}

/** What each kind is mostly asked with, so that it can be sent as it stands. */
function usual(kind: RequestKindView): Values {
  const soon = new Date(Date.now() + 3 * DAY);
  const found: Values = {};
  for (const field of kind.wanted) {
    if (!field.required) continue;
    const first = field.choices[0]?.name;
    if (field.type === 'choices' && first) found[field.name] = [first];
    else if (field.type === 'choice' && first) found[field.name] = first;
    else if (field.type === 'date') found[field.name] = soon.toISOString().slice(0, 10);
    else if (field.type === 'moment') found[field.name] = soon.toISOString();
  }
  return found;
}

const fitting = (conversation: Conversation): Partner[] =>
  partners
    .values()
    .filter(
      each =>
        !each.archived_at &&
        (!each.shop_ids.length || each.shop_ids.includes(conversation.shop_id)),
    )
    .sort((one, other) => one.name.localeCompare(other.name));

export function AskSheet({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}) {
  const offered = fitting(conversation);
  const earlier = requestsOf(conversation.id).at(-1);
  const [chosen, setPartner] = useState<Id | null>(null);
  const [kind, setKind] = useState<RequestKindView | null>(null);
  const [wanted, setWanted] = useState<Values>({});
  const [text, setText] = useState('');
  const [theirs, setTheirs] = useState('');
  const [reference, setReference] = useState(earlier?.reference ?? '');
  const [thing, setThing] = useState<Thing | null>(null);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const [shown, setShown] = useState<Id[]>([]);
  const [busy, setBusy] = useState(false);
  const things = useThings(conversation, found => {
    // With one thing alone there is no question which: the second tap sends it.
    const parcels = found.filter(each => each.parcel_id !== null);
    const [only, ...others] = parcels.length ? parcels : found;
    if (only && !others.length && !reference) setThing(only);
  });

  const suited = (kind?.suits ?? []).flatMap(role => offered.filter(each => each.kind === role));
  const partner =
    offered.find(each => each.id === chosen) ??
    suited.find(each => each.id === earlier?.partner_id) ??
    suited[0] ??
    offered[0];
  const error = (field: string) =>
    problem?.problem.field === field ? problem.problem.detail : null;
  const foreign = partner && me.value && partner.locale !== me.value.locale;

  const pick = (picked: RequestKindView) => {
    setKind(picked);
    setWanted(usual(picked));
    setProblem(null);
  };

  const send = async (event: Event) => {
    event.preventDefault();
    if (!kind || !partner) return;
    setBusy(true);
    setProblem(null);
    try {
      await ask(conversation.id, {
        partner_id: partner.id,
        kind: kind.name,
        wanted,
        text: text.trim(),
        translations: theirs.trim() ? { [partner.locale]: theirs.trim() } : {},
        reference: reference.trim(),
        order_id: thing?.order_id ?? null,
        parcel_id: thing?.parcel_id ?? null,
        attachment_ids: shown,
      });
      onClose();
    } catch (refusal) {
      if (refusal instanceof Refusal) setProblem(refusal);
      else complain(refusal);
      setBusy(false);
    }
  };

  return (
    <Dialog title={say('ask')} closeLabel={t('close')} onClose={onClose} width="wide">
      {offered.length === 0 ? (
        <p class="ask-none">{say('none')}</p>
      ) : (
        <form class="ask" onSubmit={send}>
          <ul class="ask-kinds" aria-label={say('what')}>
            {kinds.value.map((each, index) => {
              const Glyph = KIND_ICONS[each.name];
              return (
                <li key={each.name}>
                  <button
                    type="button"
                    class="ask-kind"
                    aria-pressed={kind?.name === each.name}
                    // biome-ignore lint/a11y/noAutofocus: a dialog's first choice
                    autoFocus={index === 0}
                    onClick={() => pick(each)}
                  >
                    <Glyph size={18} />
                    <span>{each.label}</span>
                  </button>
                </li>
              );
            })}
          </ul>
          {kind && partner && (
            <div class="ask-fields">
              {offered.length > 1 && (
                <SelectField
                  label={say('whom')}
                  value={String(partner.id)}
                  error={error('partner_id')}
                  onChange={event => setPartner(Number(event.currentTarget.value))}
                >
                  {offered.map(each => (
                    <option key={each.id} value={each.id}>
                      {each.name} · {say(`kind.${each.kind}`)}
                    </option>
                  ))}
                </SelectField>
              )}
              {things.length > 0 && (
                <SelectField
                  label={say('thing')}
                  value={thing?.key ?? ''}
                  onChange={event => {
                    const { value } = event.currentTarget;
                    setThing(things.find(each => each.key === value) ?? null);
                  }}
                >
                  <option value="">{say('thing.other')}</option>
                  {things.map(each => (
                    <option key={each.key} value={each.key}>
                      {each.label}
                    </option>
                  ))}
                </SelectField>
              )}
              <Field
                label={say('reference')}
                hint={say('reference.hint')}
                maxLength={60}
                value={reference}
                error={error('reference')}
                onInput={event => setReference(event.currentTarget.value)}
              />
              <KindFields
                fields={kind.wanted}
                values={wanted}
                error={name => error(`wanted.${name}`)}
                onChange={setWanted}
              />
              <AreaField
                label={kind.asks_in_words ? say('words') : `${say('words')} (${say('optional')})`}
                rows={2}
                maxLength={2000}
                required={kind.asks_in_words}
                value={text}
                error={error('text')}
                onInput={event => setText(event.currentTarget.value)}
              />
              {namesCustomer(`${text} ${theirs} ${reference}`, conversation) && (
                <p class="ask-hint" role="status">
                  {say('names')}
                </p>
              )}
              <Pictures of={conversation.id} chosen={shown} onChange={setShown} />
              {foreign && text.trim() !== '' && (
                <AreaField
                  label={say('translation', { language: languageName(partner.locale) })}
                  hint={say('translation.hint')}
                  rows={2}
                  maxLength={2000}
                  lang={partner.locale}
                  value={theirs}
                  onInput={event => setTheirs(event.currentTarget.value)}
                />
              )}
              {partner.mailed && partner.email && (
                <p class="ask-hint">{say('mailed', { address: partner.email })}</p>
              )}
              {problem && !isShown(problem, kind) && (
                <p class="field-error" role="alert">
                  {problem.message}
                </p>
              )}
            </div>
          )}
          {!kind && <p class="ask-hint">{say('ask.hint')}</p>}
          <DialogButtons>
            <Button tone="quiet" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button tone="primary" type="submit" icon={SendIcon} busy={busy} disabled={!kind}>
              {partner && kind ? say('send', { partner: partner.name }) : say('send.none')}
            </Button>
          </DialogButtons>
        </form>
      )}
    </Dialog>
  );
}

const SHORTEST_NAME = 2;

/** Whether words for a partner say who the customer is: what they do is done without that. */
function namesCustomer(words: string, conversation: Conversation): boolean {
  const customer = called(conversation.customer_id);
  if (!customer) return false;
  const plain = words.toLowerCase();
  return [customer.name, customer.email, customer.phone].some(
    each => each && each.length >= SHORTEST_NAME && plain.includes(each.toLowerCase()),
  );
}

/** The talk's latest pictures: what the customer has sent says more than words. */
function Pictures({
  of,
  chosen,
  onChange,
}: {
  of: Id;
  chosen: readonly Id[];
  onChange: (chosen: Id[]) => void;
}) {
  const pictures = timeline(of)
    .value.messages.filter(message => !message.redacted_at)
    .flatMap(message => message.attachments)
    .filter(isPicture)
    .slice(-MOST_PICTURES);
  if (!pictures.length) return null;
  return (
    <fieldset class="ask-chips">
      <legend>{say('show')}</legend>
      {pictures.map(each => (
        <label key={each.id} class="ask-picture">
          <input
            type="checkbox"
            aria-label={each.name}
            checked={chosen.includes(each.id)}
            onChange={event =>
              onChange(
                event.currentTarget.checked
                  ? [...chosen, each.id]
                  : chosen.filter(id => id !== each.id),
              )
            }
          />
          <img src={http.url(`/attachments/${each.id}/thumbnail`)} alt="" width={64} height={64} />
        </label>
      ))}
    </fieldset>
  );
}

function isShown(problem: Refusal, kind: RequestKindView): boolean {
  const { field } = problem.problem;
  const known = ['text', 'reference', 'partner_id', ...kind.wanted.map(f => `wanted.${f.name}`)];
  return known.includes(field ?? '');
}

interface Orders {
  items: { id: Id; number: string }[];
  parcels: { id: Id; number: string }[];
}

/** The customer's parcels and orders, the newest first: what is asked about has a number. */
function useThings(conversation: Conversation, known: (things: Thing[]) => void): Thing[] {
  const [things, setThings] = useState<Thing[]>([]);
  useEffect(() => {
    http
      .get<Orders>(`/customers/${conversation.customer_id}/orders?limit=20`)
      .then(({ items, parcels }) => {
        const found = [
          ...parcels.map(each => ({
            key: `parcel ${each.id}`,
            label: say('thing.parcel', { number: each.number }),
            order_id: null,
            parcel_id: each.id,
          })),
          ...items.map(each => ({
            key: `order ${each.id}`,
            label: say('thing.order', { number: each.number }),
            order_id: each.id,
            parcel_id: null,
          })),
        ];
        setThings(found);
        known(found);
      })
      .catch(() => {}); // without them a reference is typed
  }, [conversation.customer_id]);
  return things;
}
