// Where the answer is written: text or note, with files, a quote, a card, canned replies, emoji.

import { Button, IconButton } from '@shared/components/button';
import { CardIcon, LockIcon, PaperclipIcon, SendIcon, SmileIcon } from '@shared/components/icons';
import { keyLabel } from '@shared/components/keyboard';
import { Popover } from '@shared/components/popover';
import type { Conversation } from '@shared/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { lazily } from '../lazily';
import { asking } from '../partners/asking';
import { BoxIcon } from '../partners/icons';
import { isEmpty } from '../state/drafts';
import { drafts, tellTyping } from '../state/live';
import { preferences } from '../state/preferences';
import { called } from '../state/store';
import { t } from '../state/texts';
import { Attachments } from './attachments';
import { CannedList, optionId } from './canned_list';
import { CardEditor, isWhole } from './card_editor';
import './composer.css';
import { Drop } from './drop';
import { holdField } from './focus';
import { Modes } from './modes';
import { Quoted } from './quoted';
import { Rival } from './rival_bar';
import { useRivals } from './rivals';
import { say, sayLater, takeBack } from './sending';
import { attach, uploads } from './uploads';
import { useCanned } from './use_canned';

const PromiseBar = lazily(() => import('../promises/bar').then(found => found.PromiseBar));
const PartnerBar = lazily(() => import('../partners/bar').then(found => found.PartnerBar));
const AddPromise = lazily(() => import('../promises/add').then(found => found.AddPromise));
const MailFields = lazily(() => import('../mail/fields').then(found => found.MailFields));
const MailTail = lazily(() => import('../mail/tail').then(found => found.MailTail));
const UndoBar = lazily(() => import('../mail/undo_bar').then(found => found.UndoBar));
const Emoji = lazily(() => import('./emoji').then(found => found.Emoji));
const TELL_EVERY = 3000;

export function Composer({ conversation }: { conversation: Conversation }) {
  const { id } = conversation;
  const writing = drafts.of(id).value;
  const { kind, body } = writing;
  const note = kind === 'note';
  const byMail = conversation.channel === 'email';
  const mailing = byMail && !note;
  // A note has no card; the one that was begun is there again when it is an answer.
  const choices = writing.choices ?? [];
  const card = !note && choices.length ? choices : null;
  const setCard = (made: readonly string[]) => drafts.edit(id, { choices: made });
  const field = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const emojiButton = useRef<HTMLSpanElement>(null);
  const [emoji, setEmoji] = useState(false);
  const [warned, setWarned] = useState(false);
  const [wished, setWished] = useState(() => takeBack(id));
  const told = useRef(0);
  const rivals = useRivals(conversation, !note && body.trim() !== '');
  const contested = !note && (rivals.writing.length > 0 || rivals.answered !== null);
  const canned = useCanned(conversation, field, body);

  useEffect(() => {
    holdField(field.current);
    return () => holdField(null);
  }, []);
  useEffect(() => grow(field.current), [body, card]);
  // Whoever was warned that a colleague writes has not been warned of the answer that came of it.
  useEffect(() => setWarned(false), [contested, rivals.answered]);

  const empty = isEmpty(writing) || (!body.trim() && !writing.attachments.length);
  const coming = uploads(id).value;
  const busy = coming.some(upload => !upload.problem);
  const sayable = card === null || (isWhole(card) && body.trim() !== '');
  const ready = !empty && !busy && sayable;
  const soonReady = busy && sayable;

  // It was to go while its files were on their way: it goes with the last of them.
  useEffect(() => {
    if (!wished || busy) return;
    setWished(false);
    if (!coming.length) send();
  }, [busy]);
  const left = useRef<Conversation | null>(null);
  left.current = wished && busy ? conversation : null;
  useEffect(
    () => () => {
      if (left.current) sayLater(left.current);
    },
    [],
  );

  const write = (text: string) => {
    setWished(false);
    drafts.edit(id, { body: text });
    if (note) return;
    const on = text.trim() !== '';
    if (!on || Date.now() - told.current > TELL_EVERY) {
      tellTyping(id, on);
      told.current = on ? Date.now() : 0;
    }
  };

  const insert = (text: string) => {
    const element = field.current;
    const [from, to] = [
      element?.selectionStart ?? body.length,
      element?.selectionEnd ?? body.length,
    ];
    write(body.slice(0, from) + text + body.slice(to));
    element?.focus();
    requestAnimationFrame(() => element?.setSelectionRange(from + text.length, from + text.length));
  };

  const pickMode = (to: 'text' | 'note') => {
    drafts.edit(id, { kind: to });
    field.current?.focus();
  };

  const send = (sure = warned) => {
    if (!ready) {
      setWished(soonReady);
      return;
    }
    if (contested && !sure) {
      setWarned(true);
      return;
    }
    say(conversation);
    told.current = 0;
    setWarned(false);
    field.current?.focus();
  };

  const keys = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it (229 where it does not say so).
    if (event.isComposing || event.keyCode === 229) return;
    if (canned.key(event)) return;
    // With Alt it takes the promise that is offered: the desk's own key.
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      const withCtrl = event.ctrlKey || event.metaKey;
      if (sendKey(mailing) === 'Ctrl+Enter' && !withCtrl) return;
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      if (warned) setWarned(false);
      else field.current?.blur();
    }
  };

  return (
    <section
      class={`composer${note ? ' is-note' : ''}`}
      aria-label={t(note ? 'composer.note' : 'composer.reply')}
    >
      <Drop onFiles={dropped => attach(id, dropped)} />
      {byMail && <UndoBar id={id} />}
      {contested && <Rival rivals={rivals} warned={warned} onSend={() => send(true)} />}
      <PartnerBar conversation={conversation} />
      <PromiseBar conversation={conversation} body={body} note={note} />
      {canned.open && (
        <CannedList
          id={canned.listId}
          found={canned.found}
          at={canned.at}
          onPick={canned.pick}
          onPoint={canned.point}
        />
      )}
      <div class="composer-paper">
        {mailing && <MailFields conversation={conversation} />}
        <Quoted conversation={conversation} seq={writing.quote_seq} />
        <textarea
          ref={field}
          rows={2}
          value={body}
          lang={conversation.language ?? undefined}
          placeholder={placeholder(conversation, note)}
          aria-label={t(note ? 'composer.note' : 'composer.reply')}
          aria-autocomplete="list"
          aria-controls={canned.open ? canned.listId : undefined}
          aria-activedescendant={
            canned.open && canned.current
              ? optionId(canned.listId, canned.current.reply.id)
              : undefined
          }
          onInput={event => {
            write(event.currentTarget.value);
            canned.look();
          }}
          onClick={canned.look}
          onKeyDown={keys}
          onPaste={event => {
            const pasted = event.clipboardData?.files;
            if (!pasted?.length) return;
            event.preventDefault();
            attach(id, pasted);
          }}
        />
        {mailing && <MailTail conversation={conversation} />}
        {card && <CardEditor choices={card} onChange={setCard} onClose={() => setCard([])} />}
        <Attachments id={id} />
        <div class="composer-tools">
          <Modes note={note} onPick={pickMode} />
          <span ref={emojiButton} class="composer-emoji">
            <IconButton
              icon={SmileIcon}
              label={t('emoji')}
              aria-haspopup="dialog"
              aria-expanded={emoji}
              onPointerEnter={Emoji.preload}
              onClick={() => setEmoji(!emoji)}
            />
          </span>
          <IconButton
            icon={PaperclipIcon}
            label={t('attach')}
            onClick={() => files.current?.click()}
          />
          {!note && !byMail && (
            <IconButton
              icon={CardIcon}
              label={t('card')}
              aria-pressed={card !== null}
              onClick={() => setCard(card ? [] : ['', ''])}
            />
          )}
          <IconButton
            icon={BoxIcon}
            label={t('partner.ask')}
            hintKey="q"
            aria-haspopup="dialog"
            onClick={() => {
              asking.value = id;
            }}
          />
          {!note && <AddPromise id={id} writing={!empty} />}
          <span class={`composer-hint${wished ? ' is-waiting' : ''}`} role="status">
            {wished ? (
              t('send.waits')
            ) : (
              <span aria-hidden="true">
                <kbd>/</kbd> {t('canned')}
              </span>
            )}
          </span>
          <Button
            tone="primary"
            class="composer-send"
            icon={note ? LockIcon : SendIcon}
            disabled={!ready && !soonReady}
            data-hint={keyLabel(sendKey(mailing))}
            onClick={() => send()}
          >
            {t(note ? 'note.add' : writing.mail?.send_at && mailing ? 'send.later' : 'send')}
          </Button>
        </div>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          onChange={event => {
            attach(id, event.currentTarget.files ?? []);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {emoji && (
        <Popover
          anchor={emojiButton.current}
          side="above"
          label={t('emoji')}
          onClose={() => setEmoji(false)}
        >
          <Emoji
            onPick={picked => {
              setEmoji(false);
              insert(picked);
            }}
          />
        </Popover>
      )}
    </section>
  );
}

/** A mail has paragraphs: there Enter alone never sends. */
const sendKey = (mailing: boolean) => (mailing ? 'Ctrl+Enter' : preferences.value.sendKey);

function placeholder(conversation: Conversation, note: boolean): string {
  if (note) return t('composer.placeholder.note');
  const name = called(conversation.customer_id)?.name ?? '';
  return t('composer.placeholder', { name });
}

/** As high as its text, up to a third of the window; the style sheet says the rest. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field || CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
