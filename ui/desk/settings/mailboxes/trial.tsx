// Trying a mailbox: each thing that receiving, sending and arriving need, as it becomes known.

import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, SendIcon } from '@shared/components/icons';
import type { Mailbox, TrialStep } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { reason } from '../../state/reason';
import { http } from '../../state/session';
import { say } from '../texts';
import './mailboxes.css';

type Side = TrialStep['side'];
type Attempt = TrialStep['step'];

export function TrialPart({ mailbox, tryNow }: { mailbox: Mailbox; tryNow: boolean }) {
  /** Those that are known so far; null before the first trial. */
  const [steps, setSteps] = useState<TrialStep[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setSteps([]);
    setFailed(null);
    try {
      await http.lines<TrialStep>(`/mailboxes/${mailbox.id}/test`, step =>
        setSteps(known => [...(known ?? []), step]),
      );
    } catch (error) {
      setFailed(reason(error));
    }
    setBusy(false);
  };
  useEffect(() => {
    if (tryNow) void run();
  }, []);

  const sides = expected(mailbox);
  const last = sides.at(-1)?.[1].at(-1);
  const complete = steps?.at(-1)?.step === last && steps?.every(each => each.ok);
  return (
    <section class="settings-part">
      <h2>
        {say('mailboxes.test')}
        <span class="part-side">
          <Button icon={SendIcon} busy={busy} onClick={() => void run()}>
            {say('mailboxes.test.run')}
          </Button>
        </span>
      </h2>
      {!steps && !failed && <p class="field-hint">{say('mailboxes.test.text')}</p>}
      {failed && (
        <p class="form-problem" role="alert">
          <AlertIcon />
          {failed}
        </p>
      )}
      {steps && (busy || steps.length > 0) && (
        <div class="trial" aria-live="polite" aria-busy={busy}>
          {sides.map(([side, attempts]) => (
            <SidePart
              key={side}
              side={side}
              attempts={attempts}
              found={steps.filter(each => each.side === side)}
              busy={busy}
              begun={sideNow(sides, steps) === side}
            />
          ))}
        </div>
      )}
      {!busy && complete && <p class="trial-well">{say('mailboxes.test.well')}</p>}
    </section>
  );
}

interface SideProps {
  side: Side;
  attempts: Attempt[];
  found: TrialStep[];
  busy: boolean;
  /** Whether this is the side that is being tried. */
  begun: boolean;
}

function SidePart({ side, attempts, found, busy, begun }: SideProps) {
  return (
    <section aria-label={say(`mailboxes.side.${side}`)}>
      <h3>{say(`mailboxes.side.${side}`)}</h3>
      <ol>
        {attempts.map((name, at) => (
          <StepLine
            key={name}
            name={name}
            state={busy ? (begun && at === found.length ? 'runs' : 'waits') : 'left'}
            found={found.find(each => each.step === name)}
          />
        ))}
      </ol>
    </section>
  );
}

interface StepProps {
  name: Attempt;
  found: TrialStep | undefined;
  /** Where nothing is known of it yet. */
  state: 'runs' | 'waits' | 'left';
}

function StepLine({ name, found, state }: StepProps) {
  const tone = found ? (found.ok ? 'is-good' : 'is-bad') : '';
  return (
    <li class={tone}>
      {found ? found.ok ? <CheckIcon size={16} /> : <AlertIcon size={16} /> : <ClockIcon />}
      <div class="entry-words">
        <b>{say(`mailboxes.step.${name}`)}</b>
        <span>{found ? found.text : say(`mailboxes.step.${state}`)}</span>
        {found && !found.ok && found.detail && <code>{found.detail}</code>}
      </div>
    </li>
  );
}

/** What is tried of a mailbox, side by side. */
function expected({ imap, smtp }: Mailbox): [Side, Attempt[]][] {
  const sides: [Side, Attempt[]][] = [];
  const reach = (security: string): Attempt[] =>
    security === 'none' ? ['name', 'connect'] : ['name', 'connect', 'tls'];
  if (imap) sides.push(['receive', [...reach(imap.security), 'sign_in', 'folders', 'idle']]);
  if (smtp) sides.push(['send', [...reach(smtp.security), ...signIn(smtp.user), 'send']]);
  if (imap && smtp) sides.push(['deliver', ['arrive']]);
  return sides;
}

const signIn = (user: string): Attempt[] => (user ? ['sign_in'] : []);

/** The side that is being tried: the first that has neither failed nor come to its end. */
function sideNow(sides: [Side, Attempt[]][], steps: TrialStep[]): Side | undefined {
  return sides.find(([side, attempts]) => {
    const found = steps.filter(each => each.side === side);
    return found.length < attempts.length && found.every(each => each.ok);
  })?.[0];
}
