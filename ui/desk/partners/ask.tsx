// Asking a partner from a conversation in two taps: the sheet, and what is usual of a kind; or with
// all that can be said about it.

import { Button, IconButton } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { AreaField, Field, SelectField } from '@shared/components/field';
import { SendIcon } from '@shared/components/icons';
import type { Conversation, Id } from '@shared/contracts';
import { Refusal } from '@shared/http';
import type { Partner, RequestKindView, Values } from '@shared/partners';
import { useEffect, useRef, useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { me, zone } from '../state/session';
import { called } from '../state/store';
import { t } from '../state/texts';
import { ask } from './acts';
import './ask.css';
import { KindFields } from './fields';
import { KIND_ICONS } from './icons';
import { Pictures } from './pictures';
import { kinds, partners, requestsOf } from './state';
import { languageName, say } from './texts';
import { meant, type Thing, useThings } from './things';
import { standsAlone, usual } from './usual';

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
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.scrollIntoView({ block: 'nearest' }); // on a telephone they are out of sight
  }, [kind]);
  const things = useThings(conversation, found => setThing(meant(found, earlier)));

  const suiting = (role: RequestKindView | null): Partner | undefined => {
    const suited = (role?.suits ?? []).flatMap(name => offered.filter(each => each.kind === name));
    return suited.find(each => each.id === earlier?.partner_id) ?? suited[0];
  };
  const partner = offered.find(each => each.id === chosen) ?? suiting(kind) ?? offered[0];
  const named = thing !== null || reference.trim() !== '';
  const error = (field: string) =>
    problem?.problem.field === field ? problem.problem.detail : null;
  const foreign = partner && me.value && partner.locale !== me.value.locale;

  const pick = (picked: RequestKindView) => {
    setKind(picked);
    setWanted(usual(picked, Date.now(), zone()));
    setProblem(null);
  };
  const pickThing = (picked: Thing | null) => {
    setThing(picked);
    // A number that was asked about before is not this one's.
    if (reference === earlier?.reference) setReference('');
  };

  const atOnce = (picked: RequestKindView) => {
    const whom = suiting(picked);
    if (!whom) return;
    pick(picked);
    setPartner(whom.id);
    void send(picked, whom, usual(picked, Date.now(), zone()));
  };

  const send = async (kind: RequestKindView, partner: Partner, wanted: Values) => {
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
        <form
          class="ask"
          onSubmit={event => {
            event.preventDefault();
            if (kind && partner) void send(kind, partner, wanted);
          }}
        >
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
                  {named && standsAlone(each) && suiting(each) && (
                    <IconButton
                      icon={SendIcon}
                      class="ask-at-once"
                      label={say('at_once', {
                        partner: suiting(each)?.name ?? '',
                        what: each.label,
                      })}
                      disabled={busy}
                      onClick={() => atOnce(each)}
                    />
                  )}
                </li>
              );
            })}
          </ul>
          {kind && partner && (
            <div class="ask-fields" ref={fields}>
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
                    pickThing(things.find(each => each.key === value) ?? null);
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
          {!kind && <p class="ask-hint">{say(named ? 'ask.hint.named' : 'ask.hint')}</p>}
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

function isShown(problem: Refusal, kind: RequestKindView): boolean {
  const { field } = problem.problem;
  const known = ['text', 'reference', 'partner_id', ...kind.wanted.map(f => `wanted.${f.name}`)];
  return known.includes(field ?? '');
}
