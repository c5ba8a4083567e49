// Letting the desk into a mailbox at its provider's own page, and how that went.

import { Button } from '@shared/components/button';
import { AlertIcon, LockIcon } from '@shared/components/icons';
import type { Mailbox } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { reason } from '../../state/reason';
import { http } from '../../state/session';
import { CopyField } from '../parts/copy';
import { hasWords, say } from '../texts';
import './mailboxes.css';

interface ConsentPage {
  url: string;
  redirect_url: string;
}

const NAMES = { google: 'Google', microsoft: 'Microsoft', other: '' } as const;

interface ConsentProps {
  mailbox: Mailbox;
  /** What came of the last attempt, by the path the provider sent us back to. */
  went: string;
}

export function ConsentPart({ mailbox, went }: ConsentProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [home, setHome] = useState('');
  const path = `/mailboxes/${mailbox.id}/consent`;
  useEffect(() => {
    // Only the address is wanted yet; what is begun here lapses by itself.
    http.post<ConsentPage>(path).then(
      page => setHome(page.redirect_url),
      () => {},
    );
  }, [path]);
  const consent = async () => {
    setBusy(true);
    setFailed(null);
    try {
      location.assign((await http.post<ConsentPage>(path)).url);
    } catch (error) {
      setFailed(reason(error));
      setBusy(false);
    }
  };
  const said = `mailboxes.${went}`;
  const problem = failed ?? (went.startsWith('consent-') && hasWords(said) ? say(said) : null);
  const name = NAMES[mailbox.oauth?.provider ?? 'other'] || say('mailboxes.provider.other');
  return (
    <section class="settings-part narrow">
      <h2>{say('mailboxes.consent')}</h2>
      <p class="part-text">{say('mailboxes.consent.text', { name })}</p>
      {home && <CopyField label={say('mailboxes.consent.home')} text={home} />}
      {problem && (
        <p class="form-problem" role="alert">
          <AlertIcon />
          {problem}
        </p>
      )}
      <Button icon={LockIcon} tone="primary" busy={busy} onClick={() => void consent()}>
        {say('mailboxes.consent.go', { name })}
      </Button>
    </section>
  );
}
