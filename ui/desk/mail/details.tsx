// All that is known of a mail: its addresses, when, how sure its sender is, what was odd about it.

import { CheckIcon, DownloadIcon, ShieldIcon } from '@shared/components/icons';
import type { Authentication, MailAddress, MailMark, MailView } from '@shared/contracts';
import { sizeText } from '@shared/i18n/time';
import type { ComponentChildren } from 'preact';
import { http, zone } from '../state/session';
import { locale, times } from '../state/texts';
import { say } from './texts';
import { GRAVE, warningText } from './warnings';

interface DetailsProps {
  mail: MailMark;
  view: MailView | null;
  at: string;
  theirs: boolean;
}

export function Details({ mail, view, at, theirs }: DetailsProps) {
  const contents = view?.contents ?? null;
  const full = times(zone()).full;
  const odd = mail.warnings.filter(code => !GRAVE.has(code));
  const kept = theirs || ['sent', 'delayed', 'delivered'].includes(mail.state);
  return (
    <div class="mail-details">
      <dl>
        <Line label={say('from')}>
          <Addresses of={mail.sender ? [mail.sender] : []} />
        </Line>
        <Line label={say('to')}>
          <Addresses of={mail.to} />
        </Line>
        {mail.cc.length > 0 && (
          <Line label={say('cc')}>
            <Addresses of={mail.cc} />
          </Line>
        )}
        {mail.bcc.length > 0 && (
          <Line label={say('bcc')}>
            <Addresses of={mail.bcc} />
          </Line>
        )}
        {contents && contents.reply_to.length > 0 && (
          <Line label={say('replyTo')}>
            <Addresses of={contents.reply_to} />
          </Line>
        )}
        <Line label={say('subject')}>
          <bdi>{mail.subject || say('noSubject')}</bdi>
        </Line>
        <Line label={say(theirs ? 'arrived' : 'written')}>{full(at)}</Line>
        {contents?.date && isElse(contents.date, at) && (
          <Line label={say('dated')}>{full(contents.date)}</Line>
        )}
        {theirs && contents && <Sender authentication={contents.authentication} />}
      </dl>
      {odd.length > 0 && (
        <ul class="mail-odd">
          {odd.map(code => (
            <li key={code}>{warningText(code)}</li>
          ))}
        </ul>
      )}
      {contents && contents.refused.length > 0 && (
        <p class="mail-odd">
          {say('refused', { names: contents.refused.map(each => each.name).join(', ') })}
        </p>
      )}
      {kept && (
        <a
          class="mail-original"
          href={http.url(`/mails/${mail.id}/original`)}
          download={`mail-${mail.id}.eml`}
        >
          <DownloadIcon size={14} />
          {say('original')}
          {view && view.size > 0 && <small>{sizeText(view.size, locale.value)}</small>}
        </a>
      )}
    </div>
  );
}

const APART = 10 * 60_000;

/** Whether the sender's date is worth a line beside that of arrival. */
const isElse = (dated: string, at: string): boolean =>
  Math.abs(Date.parse(dated) - Date.parse(at)) > APART;

function Line({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Addresses({ of }: { of: readonly MailAddress[] }) {
  if (!of.length) return <>{say('nobody')}</>;
  return (
    <>
      {of.map(({ name, address }, at) => (
        <span key={at} class="mail-address">
          {name && name !== address && <bdi>{name}</bdi>} <bdi>{address}</bdi>
        </span>
      ))}
    </>
  );
}

/** What trusted servers found of the sender, in words; each mark by its own name. */
function Sender({ authentication }: { authentication: Authentication | null }) {
  const verdict = verdictOf(authentication);
  const Glyph = verdict === 'proven' ? CheckIcon : ShieldIcon;
  const marks = authentication?.trusted
    ? (['spf', 'dkim', 'dmarc'] as const)
        .filter(name => authentication[name] !== null)
        .map(name => `${name.toUpperCase()} ${authentication[name]}`)
    : [];
  return (
    <Line label={say('sender')}>
      <span class={`mail-verdict is-${verdict}`}>
        <Glyph size={14} />
        {say(`sender.${verdict}`)}
      </span>
      {marks.length > 0 && <small>{marks.join(' · ')}</small>}
    </Line>
  );
}

export type Sureness = 'proven' | 'doubtful' | 'unknown';

/** DMARC says both; where it was not looked at, a signature proves and two failures cast doubt. */
function verdictOf(found: Authentication | null): Sureness {
  if (!found?.trusted) return 'unknown';
  if (found.dmarc === 'pass') return 'proven';
  if (found.dmarc === 'fail') return 'doubtful';
  if (found.dkim === 'pass') return 'proven';
  if (found.dkim === 'fail' || found.spf === 'fail') return 'doubtful';
  return 'unknown';
}
