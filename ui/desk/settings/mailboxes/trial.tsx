// Trying a mailbox: signing in to receive, sending, and whether what is sent arrives.

import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, SendIcon } from '@shared/components/icons';
import type { Mailbox, TrialStep } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { http } from '../../state/session';
import { reason } from '../parts/fetched';
import { say } from '../texts';
import './mailboxes.css';

type Trial = { ok: boolean; steps: TrialStep[] };

export function TrialPart({ mailbox, tryNow }: { mailbox: Mailbox; tryNow: boolean }) {
  const [trial, setTrial] = useState<Trial | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setTrial(null);
    setFailed(null);
    try {
      setTrial(await http.post<Trial>(`/mailboxes/${mailbox.id}/test`));
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
      {!busy && !trial && !failed && <p class="field-hint">{say('mailboxes.test.text')}</p>}
      {failed && (
        <p class="form-problem" role="alert">
          <AlertIcon />
          {failed}
        </p>
      )}
      {(busy || trial) && (
        <ol class="trial" aria-live="polite" aria-busy={busy}>
          {expected.map(name => (
            <Step
              key={name}
              name={name}
              busy={busy}
              found={trial?.steps.find(each => each.step === name)}
            />
          ))}
        </ol>
      )}
      {trial?.ok && <p class="trial-well">{say('mailboxes.test.well')}</p>}
    </section>
  );
}

interface StepProps {
  name: TrialStep['step'];
  found: TrialStep | undefined;
  busy: boolean;
}

function Step({ name, found, busy }: StepProps) {
  const tone = found ? (found.ok ? 'is-good' : 'is-bad') : '';
  return (
    <li class={tone}>
      {found ? found.ok ? <CheckIcon size={16} /> : <AlertIcon size={16} /> : <ClockIcon />}
      <div class="entry-words">
        <b>{say(`mailboxes.step.${name}`)}</b>
        <span>
          {found ? found.text : say(busy ? 'mailboxes.step.runs' : 'mailboxes.step.left')}
        </span>
        {found && !found.ok && found.detail && <code>{found.detail}</code>}
      </div>
    </li>
  );
}
