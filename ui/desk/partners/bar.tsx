// Above the composer: what partners owe here, what they answered, and what could be said meanwhile.

import { now } from '@shared/clock';
import { Button, IconButton } from '@shared/components/button';
import { CheckIcon, SendIcon } from '@shared/components/icons';
import type { Conversation } from '@shared/contracts';
import type { Holding, PartnerRequest } from '@shared/partners';
import { useEffect, useState } from 'preact/hooks';
import { lazily } from '../lazily';
import { Countdown } from '../promises/due';
import '../promises/promises.css';
import { connection } from '../state/live';
import { http } from '../state/session';
import { promises } from '../state/store';
import { forward, hold, setAside } from './acts';
import { asking } from './asking';
import './bar.css';
import { KIND_ICONS } from './icons';
import { fetchOf, kindName, partners, requestsOf, waiting } from './state';
import { say, wordsReady } from './texts';

const AskSheet = lazily(() => import('./ask').then(found => found.AskSheet));
const RequestDialog = lazily(() => import('./request').then(found => found.RequestDialog));

export function PartnerBar({ conversation }: { conversation: Conversation }) {
  const { id } = conversation;
  const [shown, setShown] = useState<number | null>(null);
  const line = connection.value;
  useEffect(() => {
    if (line === 'live') fetchOf(id);
  }, [id, line]);
  // What is asked from here is not asked again by coming back.
  useEffect(
    () => () => {
      if (asking.peek() === id) asking.value = null;
    },
    [id],
  );
  const open = requestsOf(id).filter(each => concerns(each, id));
  const holdings = useHoldings(id, open);
  // One word to the customer is enough: on what they have waited for the longest.
  const told = holdings.find(each => each.urgent) ?? holdings[0];
  if (!wordsReady()) return null;
  return (
    <>
      {open.length > 0 && (
        <section class="partner-bar" aria-label={say('requests')}>
          {open.map(each => (
            <Row
              key={each.id}
              request={each}
              conversation={conversation}
              holding={each.id === told?.request_id ? told : undefined}
              onOpen={() => setShown(each.id)}
            />
          ))}
        </section>
      )}
      {asking.value === id && (
        <AskSheet
          conversation={conversation}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
      {shown !== null && <RequestDialog id={shown} from={id} onClose={() => setShown(null)} />}
    </>
  );
}

/** Whether something is still to be done here: by them, or by us. */
function concerns(request: PartnerRequest, conversationId: number): boolean {
  if (request.state === 'open' || request.state === 'questioned') return true;
  if (request.state === 'withdrawn') return false;
  return waiting(request).some(
    place => place.conversation_id === conversationId && place.handled_at === null,
  );
}

interface RowProps {
  request: PartnerRequest;
  conversation: Conversation;
  holding: Holding | undefined;
  onOpen: () => void;
}

function Row({ request, conversation, holding, onOpen }: RowProps) {
  const Glyph = KIND_ICONS[request.kind];
  const partner = partners.get(request.partner_id)?.name ?? '…';
  const over = request.state === 'answered' || request.state === 'declined';
  return (
    <div class={`partner-row is-${request.state}`}>
      <Glyph size={15} />
      <button type="button" class="partner-words" onClick={onOpen}>
        <bdi>
          {partner} · {kindName(request.kind)}
        </bdi>
        {request.reference && <code>{request.reference}</code>}
        <small>{request.state === 'open' ? null : say(`state.${request.state}`)}</small>
      </button>
      {request.state === 'open' && request.due_at && <Countdown at={request.due_at} />}
      {request.state === 'open' && holding && (
        <Button
          tone={holding.urgent ? 'primary' : 'quiet'}
          data-hint={holding.text}
          onClick={() => hold(conversation.id, holding)}
        >
          {say('hold')}
        </Button>
      )}
      {request.state === 'questioned' && (
        <Button onClick={onOpen} tone="primary">
          {say('reply')}
        </Button>
      )}
      {request.state === 'answered' && (
        <Button
          tone="primary"
          icon={SendIcon}
          onClick={() => void forward(request.id, conversation.id)}
        >
          {say('forward')}
        </Button>
      )}
      {over && (
        <IconButton
          icon={CheckIcon}
          label={say('setAside')}
          onClick={() => void setAside(request.id, conversation.id)}
        />
      )}
    </div>
  );
}

const MINUTE = 60_000;

/** What could be told the customer; asked anew when something owed here changes, and each minute. */
function useHoldings(id: number, open: readonly PartnerRequest[]): readonly Holding[] {
  const [holdings, setHoldings] = useState<readonly Holding[]>([]);
  const owed = open.filter(each => each.state === 'open');
  const promised = promises.values().filter(each => each.conversation_id === id);
  const versions = [...owed, ...promised].map(each => `${each.id}.${each.version}`).join();
  const minute = owed.length ? Math.floor(now.value / MINUTE) : 0;
  useEffect(() => {
    if (!owed.length) {
      setHoldings([]);
      return;
    }
    let stale = false;
    http
      .get<Holding[]>(`/conversations/${id}/partner-holdings`)
      .then(found => !stale && setHoldings(found))
      .catch(() => {}); // asked again within a minute
    return () => {
      stale = true;
    };
  }, [id, versions, minute]);
  return holdings;
}
