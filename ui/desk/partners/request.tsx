// One request with all that was said in it, and what staff can do: add, remind, make a link, take back.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { AreaField } from '@shared/components/field';
import type { Id } from '@shared/contracts';
import type { KindField, PartnerRequest, RequestEntry, Values } from '@shared/partners';
import { useEffect, useState } from 'preact/hooks';
import { isPicture } from '../conversation/layout';
import { Countdown, DueWords } from '../promises/due';
import '../promises/promises.css';
import { CopyField } from '../settings/parts/copy';
import { complain } from '../state/actions';
import { go, pathTo } from '../state/router';
import { http, me, zone } from '../state/session';
import { called, conversations, personName } from '../state/store';
import { t, times } from '../state/texts';
import { accept, forward, makeLink, remind, tell, withdraw } from './acts';
import './request.css';
import {
  entries,
  fetchWhole,
  kindName,
  kindOf,
  partners,
  requests,
  valueText,
  waiting,
} from './state';
import { languageName, say, wordsReady } from './texts';

interface RequestDialogProps {
  id: Id;
  /** The conversation that it is looked at from: what is no longer needed is not needed there. */
  from?: Id;
  onClose: () => void;
}

export function RequestDialog({ id, from, onClose }: RequestDialogProps) {
  const request = requests.get(id);
  useEffect(() => {
    fetchWhole(id).catch(complain);
  }, [id]);
  if (!wordsReady() || !request) return null;
  const partner = partners.get(request.partner_id);
  const title = `${partner?.name ?? '…'} · ${kindName(request.kind)}`;
  return (
    <Dialog title={title} closeLabel={t('close')} onClose={onClose} width="wide">
      <Facts request={request} />
      <Thread request={request} />
      <Acts
        request={request}
        from={from ?? null}
        locale={partner?.locale ?? null}
        onClose={onClose}
      />
    </Dialog>
  );
}

function Facts({ request }: { request: PartnerRequest }) {
  const open = request.state === 'open' && request.due_at !== null;
  return (
    <dl class="request-facts">
      <div>
        <dt>{say('state')}</dt>
        <dd>
          {open && request.due_at ? (
            <>
              <Countdown at={request.due_at} /> <DueWords at={request.due_at} />
            </>
          ) : (
            say(`state.${request.state}`)
          )}
        </dd>
      </div>
      {request.reference && (
        <div>
          <dt>{say('reference')}</dt>
          <dd>
            <code>{request.reference}</code>
          </dd>
        </div>
      )}
      <Given fields={kindOf(request.kind)?.wanted ?? []} values={request.wanted} />
      <div>
        <dt>{say('customers')}</dt>
        <dd>
          {waiting(request).map(place => {
            const talk = conversations.get(place.conversation_id);
            return (
              <a key={place.conversation_id} href={pathTo.conversation(place.conversation_id)}>
                <bdi>{(talk && called(talk.customer_id)?.name) ?? `#${place.conversation_id}`}</bdi>
              </a>
            );
          })}
        </dd>
      </div>
    </dl>
  );
}

function Given({ fields, values }: { fields: readonly KindField[]; values: Values }) {
  return (
    <>
      {fields
        .filter(field => field.name in values && !(field.name === 'currency' && values.amount))
        .map(field => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              {field.type === 'moment' ? (
                <DueWords at={String(values[field.name])} />
              ) : field.type === 'yes_no' ? (
                say(values[field.name] ? 'yes' : 'no')
              ) : (
                valueText(field, values)
              )}
            </dd>
          </div>
        ))}
    </>
  );
}

function Thread({ request }: { request: PartnerRequest }) {
  const said = entries
    .values()
    .filter(each => each.request_id === request.id)
    .sort((one, other) => one.seq - other.seq);
  return (
    <ol class="request-thread">
      {said.map(entry => (
        <li key={entry.id} class={`is-${entry.author_kind}`}>
          <p class="byline">
            <bdi>
              {entry.author_kind === 'staff'
                ? personName(entry.author_id, entry.author_name)
                : entry.author_name}
            </bdi>
            <span>{say(`entry.${entry.kind}`)}</span>
            <time dateTime={entry.at}>{times(zone()).moment(entry.at)}</time>
          </p>
          <Said entry={entry} request={request} />
        </li>
      ))}
    </ol>
  );
}

function Said({ entry, request }: { entry: RequestEntry; request: PartnerRequest }) {
  const translated = Object.entries(entry.translations).filter(([, words]) => words !== entry.text);
  return (
    <>
      {entry.given && (
        <dl class="request-facts">
          <Given fields={kindOf(request.kind)?.given ?? []} values={entry.given} />
        </dl>
      )}
      {entry.text && <p lang={entry.language}>{entry.text}</p>}
      {translated.map(([language, words]) => (
        <p key={language} class="request-translation" lang={language}>
          {words}
        </p>
      ))}
      {entry.attachments.length > 0 && (
        <ul class="request-files">
          {entry.attachments.map(file => (
            <li key={file.id}>
              <a href={http.url(`/attachments/${file.id}`)} target="_blank" rel="noreferrer">
                {isPicture(file) ? (
                  <img
                    src={http.url(`/attachments/${file.id}/thumbnail`)}
                    alt={file.name}
                    width={84}
                    height={84}
                  />
                ) : (
                  file.name
                )}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ActsProps {
  request: PartnerRequest;
  from: Id | null;
  locale: string | null;
  onClose: () => void;
}

function Acts({ request, from, locale, onClose }: ActsProps) {
  const [text, setText] = useState('');
  const [theirs, setTheirs] = useState('');
  const [busy, setBusy] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  if (request.state === 'withdrawn') return null;
  const over = request.state === 'answered' || request.state === 'declined';
  const foreign = locale !== null && locale !== me.value?.locale;
  const send = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const translations = theirs.trim() && locale ? { [locale]: theirs.trim() } : {};
    if (await tell(request.id, text.trim(), translations)) {
      setText('');
      setTheirs('');
    }
    setBusy(false);
  };
  const leaves = from !== null && waiting(request).length > 1;
  const takeBack = async () => {
    if (await withdraw(request.id, text.trim(), leaves ? from : null)) onClose();
  };
  // What was put aside too early, or lost with a draft, is there once more.
  const only = waiting(request).length === 1 ? waiting(request)[0] : undefined;
  const into = from ?? only?.conversation_id ?? null;
  const passOn = async () => {
    if (into === null || !(await forward(request.id, into))) return;
    onClose();
    go(pathTo.conversation(into));
  };
  return (
    <form class="request-acts" onSubmit={send}>
      <AreaField
        label={say(
          request.state === 'questioned' ? 'reply.label' : over ? 'again.label' : 'add.label',
        )}
        rows={2}
        maxLength={2000}
        autoFocus={request.state === 'questioned'}
        value={text}
        onInput={event => setText(event.currentTarget.value)}
      />
      {foreign && text.trim() !== '' && (
        <AreaField
          label={say('translation', { language: languageName(locale) })}
          hint={say('translation.hint')}
          rows={2}
          maxLength={2000}
          lang={locale}
          value={theirs}
          onInput={event => setTheirs(event.currentTarget.value)}
        />
      )}
      {link && <CopyField label={say('link.label')} text={link} />}
      {link && <p class="request-hint">{say('link.hint')}</p>}
      <DialogButtons>
        {!over && (
          <Button tone="quiet" class="to-start" onClick={() => void takeBack()}>
            {say(leaves ? 'leave' : 'withdraw')}
          </Button>
        )}
        {request.state === 'questioned' && (
          <Button tone="quiet" onClick={() => void accept(request.id)}>
            {say('accept')}
          </Button>
        )}
        <Button tone="quiet" onClick={() => void makeLink(request.id).then(setLink)}>
          {say('link')}
        </Button>
        {request.state === 'open' && (
          <Button onClick={() => void remind(request.id)}>{say('remind')}</Button>
        )}
        {request.state === 'answered' && into !== null && (
          <Button onClick={() => void passOn()}>{say('forward')}</Button>
        )}
        <Button tone="primary" type="submit" busy={busy} disabled={!text.trim()}>
          {say(request.state === 'questioned' ? 'reply' : over ? 'again' : 'add')}
        </Button>
      </DialogButtons>
    </form>
  );
}
