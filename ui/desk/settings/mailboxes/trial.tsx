// Trying a mailbox: signing in to receive, sending, and whether what is sent arrives.

import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, SendIcon } from '@shared/components/icons';
import type { Mailbox, TrialStep } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { http } from '../../state/session';
import { reason } from '../parts/fetched';
import { say } from '../texts';
import './mailboxes.css';

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

  const expected: TrialStep['step'][] = [];
  if (mailbox.imap) expected.push('receive');
  if (mailbox.smtp) expected.push('send');
  if (mailbox.imap && mailbox.smtp) expected.push('deliver');
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
        <ol class="trial" aria-live="polite" aria-busy={busy}>
          {expected.map((name, at) => (
            <Step
              key={name}
              name={name}
              state={busy ? (at === steps.length ? 'runs' : 'waits') : 'left'}
              found={steps.find(each => each.step === name)}
            />
          ))}
        </ol>
      )}
      {!busy && steps?.length === expected.length && steps.every(each => each.ok) && (
        <p class="trial-well">{say('mailboxes.test.well')}</p>
      )}
    </section>
  );
}

interface StepProps {
  name: TrialStep['step'];
  found: TrialStep | undefined;
  /** Where nothing is known of it yet. */
  state: 'runs' | 'waits' | 'left';
}

function Step({ name, found, state }: StepProps) {
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
