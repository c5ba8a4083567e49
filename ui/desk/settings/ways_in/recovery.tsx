// One's recovery codes: how many are left, and new ones in their place.

import { Button } from '@shared/components/button';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { http } from '../../state/session';
import { PasswordDialog } from '../account/password_dialog';
import { useFetched } from '../parts/fetched';
import { say, wordsReady } from './texts';

interface Standing {
  on: boolean;
  recovery_codes_left: number;
}

interface RecoveryProps {
  /** Shows the new ones, this once. */
  onCodes: (codes: readonly string[]) => void;
  /** What else there is to do about the second factor, beside the button. */
  children: ComponentChildren;
}

export function RecoveryPart({ onCodes, children }: RecoveryProps) {
  const fetched = useFetched<Standing>('/two-factor');
  const [asking, setAsking] = useState(false);
  if (!wordsReady()) return <>{children}</>;
  const left = fetched.value?.recovery_codes_left;
  return (
    <>
      <p class="part-text">{left === undefined ? ' ' : say('codes.left', { count: left })}</p>
      <div class="form-buttons">
        <Button onClick={() => setAsking(true)}>{say('codes.renew')}</Button>
        {children}
      </div>
      {asking && (
        <Renew
          onClose={() => setAsking(false)}
          onDone={codes => {
            setAsking(false);
            fetched.reload();
            onCodes(codes);
          }}
        />
      )}
    </>
  );
}

interface RenewProps {
  onClose: () => void;
  onDone: (codes: readonly string[]) => void;
}

function Renew({ onClose, onDone }: RenewProps) {
  return (
    <PasswordDialog
      title={say('codes.renew')}
      words={say('codes.renew.text')}
      onClose={onClose}
      onGiven={async given => {
        const path = '/two-factor/recovery-codes';
        onDone((await http.post<{ recovery_codes: string[] }>(path, given)).recovery_codes);
      }}
    />
  );
}
