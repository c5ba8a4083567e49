// One conversation on the screen: its head, its timeline, and where the answer is written.

import { Button } from '@shared/components/button';
import { Bar } from '@shared/components/skeleton';
import type { Id } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Composer } from '../composer/composer';
import { lazily } from '../lazily';
import { foldCustomer, nobody } from '../shell/layout';
import { connection, openId } from '../state/live';
import { go, pathTo, view } from '../state/router';
import { http } from '../state/session';
import { conversations, customers } from '../state/store';
import { t } from '../state/texts';
import { around, ensure } from '../state/timelines';
import { whispering } from '../whispers/state';
import './conversation.css';
import { Head } from './head';
import { redacting } from './redact_state';
import { foldSheet, sheet } from './sheets';
import { AssignSheet, RedactDialog, SnoozeSheet, TagSheet, WhySheet } from './sheets_lazy';
import { TimelineView } from './timeline';

const WhisperBar = lazily(() => import('../whispers/bar').then(found => found.WhisperBar));
const WhisperDialog = lazily(() => import('../whispers/dialog').then(found => found.WhisperDialog));

export function ConversationScreen({ id, seq }: { id: Id; seq: number | null }) {
  const [missing, setMissing] = useState<'gone' | 'failed' | null>(null);
  const conversation = conversations.get(id);
  const seen = useRef(false);
  if (conversation) seen.current = true;

  useEffect(() => {
    foldCustomer();
    void bring(id, setMissing);
    return () => {
      // A sheet unfolds for this conversation, and is not there for the next.
      foldSheet();
      redacting.value = null;
    };
  }, [id]);
  const live = connection.value === 'live';
  useEffect(() => {
    if (live && missing === 'failed') void bring(id, setMissing);
  }, [live]);

  useEffect(() => {
    void (seq ? around(id, seq) : ensure(id));
  }, [id, seq]);

  if ((missing === 'gone' || seen.current) && !conversation) return <Gone />;
  if (!conversation && missing) return <Failed again={() => void bring(id, setMissing)} />;
  if (!conversation) return <HeadSkeleton />;
  return (
    <>
      <Head conversation={conversation} />
      <TimelineView conversation={conversation} seq={seq} />
      <WhisperBar id={id} />
      <Composer conversation={conversation} />
      {sheet.value === 'assign' && <AssignSheet conversation={conversation} />}
      {sheet.value === 'snooze' && <SnoozeSheet conversation={conversation} />}
      {sheet.value === 'tags' && <TagSheet conversation={conversation} />}
      {sheet.value === 'why' && <WhySheet conversation={conversation} />}
      {whispering.value === id && <WhisperDialog id={id} />}
      {redacting.value && <RedactDialog message={redacting.value} />}
    </>
  );
}

// What the list brought is shown at once; a conversation reached by its address is fetched.
async function bring(id: Id, tell: (missing: 'gone' | 'failed' | null) => void): Promise<void> {
  if (conversations.peek(id)) return;
  tell(null);
  try {
    const found = await http.get<{ conversation: never; customer: never }>(`/conversations/${id}`);
    conversations.upsert(found.conversation);
    customers.upsert(found.customer);
  } catch (error) {
    const refused = error instanceof Refusal && [403, 404].includes(error.status);
    if (openId.peek() === id) tell(refused ? 'gone' : 'failed');
  }
}

function Failed({ again }: { again: () => void }) {
  return (
    <div class="blank">
      <h2>{t('timeline.failed')}</h2>
      <Button onClick={again}>{t('again')}</Button>
    </div>
  );
}

function HeadSkeleton() {
  return (
    <header class="talk-head" aria-busy="true">
      <Bar width="160px" />
    </header>
  );
}

function Gone() {
  useEffect(() => {
    nobody.value = true;
    return () => {
      nobody.value = false;
    };
  }, []);
  return (
    <div class="blank">
      <h2>{t('gone.title')}</h2>
      <p>{t('gone.text')}</p>
      <Button onClick={() => go(pathTo.inbox(view.value))}>{t('back')}</Button>
    </div>
  );
}
