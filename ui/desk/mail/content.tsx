// A message that is a mail: who it is from and to, its new words or the whole of it, its warnings.

import { Button } from '@shared/components/button';
import { AlertIcon, ClockIcon, DownIcon, EyeIcon, QuoteIcon } from '@shared/components/icons';
import type { MailAddress, MailMark, MailView, Message } from '@shared/contracts';
import type { ComponentChildren } from 'preact';
import { Words } from '../conversation/words';
import { Details } from './details';
import { MailFrame } from './frame';
import './mail.css';
import { hasRemoteImages, look, type Reading, reading } from './reading';
import { hasWords, say } from './texts';
import { GRAVE, warningText } from './warnings';

export interface MailContentProps {
  message: Message;
  mail: MailMark;
  language: string | null;
  /** The conversation's subject: the mail's own is shown where it differs. */
  subject: string | null;
  /** The message as it is drawn without the mail's code: its words and files. */
  children: ComponentChildren;
}

export function MailContent({ message, mail, language, subject, children }: MailContentProps) {
  const state = reading(mail.id).value;
  // What was sent before the desk kept its parts has only its words.
  const whole = state.whole && (state.view === null || state.view.contents !== null);
  const theirs = message.author.kind === 'customer';
  const grave = mail.warnings.filter(code => GRAVE.has(code));
  return (
    <div class="mail">
      <Envelope mail={mail} theirs={theirs} open={state.details} />
      {state.details && <Details mail={mail} view={state.view} at={message.at} theirs={theirs} />}
      {bare(mail.subject) !== bare(subject ?? '') && (
        <p class="mail-subject">
          <bdi>{mail.subject || say('noSubject')}</bdi>
        </p>
      )}
      {grave.map(code => (
        <p key={code} class="mail-warning is-grave" role="note">
          <AlertIcon size={15} />
          {warningText(code)}
        </p>
      ))}
      {mail.automatic && (
        <p class="mail-warning">
          <ClockIcon size={14} />
          {hasWords(`automatic.${mail.automatic}`) && say(`automatic.${mail.automatic}` as never)}
        </p>
      )}
      {state.laidOut ? (
        <MailFrame id={mail.id} images={state.images} history={state.whole} />
      ) : whole ? (
        <Whole view={state.view} language={language} />
      ) : null}
      <div class={state.laidOut || whole ? 'mail-files' : 'mail-words'}>{children}</div>
      <Foot mail={mail} state={state} theirs={theirs} />
    </div>
  );
}

/** A subject without the answers' marks, so that "Re: cup" and "cup" are one. */
const bare = (subject: string): string =>
  subject
    .replace(/^(?:\s*(?:re|aw|sv|fwd?|回复|回覆|答复|转发|轉寄|返信|転送|회신|전달)\s*[:：])+/i, '')
    .trim();

const named = ({ name, address }: MailAddress): string => name || address;

function Envelope({ mail, theirs, open }: { mail: MailMark; theirs: boolean; open: boolean }) {
  const others = mail.to.length + mail.cc.length + mail.bcc.length;
  const to = mail.to.map(named).join(', ');
  return (
    <button
      type="button"
      class="mail-envelope"
      aria-expanded={open}
      title={say('details')}
      onClick={() => void look(mail.id, { details: !open })}
    >
      <bdi>
        {theirs
          ? say('envelope.from', { address: mail.sender?.address || say('nobody') })
          : say('envelope.to', { names: to || say('nobody') })}
      </bdi>
      {others > 1 && <span>{say('envelope.count', { count: others })}</span>}
      <DownIcon size={12} />
    </button>
  );
}

function Whole({ view, language }: { view: MailView | null; language: string | null }) {
  return (
    <>
      {view?.contents?.fragments.map((fragment, at) => (
        <div key={at} class={`mail-${fragment.kind}`}>
          <Words text={fragment.text} lang={language} />
        </div>
      ))}
    </>
  );
}

interface FootProps {
  mail: MailMark;
  state: Reading;
  theirs: boolean;
}

function Foot({ mail, state, theirs }: FootProps) {
  const { id } = mail;
  const { whole, laidOut, images, view } = state;
  // Ours is laid out by the desk: its words are all there is to see.
  const html = theirs && mail.html;
  if (!mail.folded && !html) return null;
  return (
    <p class="mail-foot">
      {mail.folded && (
        <Button
          tone="quiet"
          icon={QuoteIcon}
          aria-expanded={whole}
          onClick={() => void look(id, { whole: !whole })}
        >
          {say(whole ? 'fold' : 'unfold')}
        </Button>
      )}
      {html && (
        <Button
          tone="quiet"
          icon={EyeIcon}
          aria-pressed={laidOut}
          onClick={() => void look(id, { laidOut: !laidOut })}
        >
          {say(laidOut ? 'showWords' : 'showLaidOut')}
        </Button>
      )}
      {laidOut && !images && hasRemoteImages(view) && (
        <Button
          tone="quiet"
          title={say('images.hint')}
          onClick={() => void look(id, { images: true })}
        >
          {say('images.show')}
        </Button>
      )}
    </p>
  );
}
