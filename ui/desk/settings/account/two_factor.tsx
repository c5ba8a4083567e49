// Two-factor sign-in: begun with a picture for the phone, confirmed by a code, turned off by the
// password. The recovery codes are shown once.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { DownloadIcon, ShieldIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, me } from '../../state/session';
import { t } from '../../state/texts';
import { CopyButton, CopyField } from '../parts/copy';
import { useForm } from '../parts/form';
import { say } from '../texts';
import { RecoveryPart } from '../ways_in/recovery';
import { takePerson } from './account';
import { PasswordDialog } from './password_dialog';
import './two_factor.css';
import { DialogFoot } from '../parts/dialog_foot';

interface Begun {
  secret: string;
  uri: string;
  qr_svg: string;
}

type Step =
  | { name: 'scan'; begun: Begun }
  | { name: 'codes'; codes: readonly string[] }
  | { name: 'off' }
  | null;

export function TwoFactorPart({ on }: { on: boolean }) {
  const [step, setStep] = useState<Step>(null);
  const begin = () =>
    http.post<Begun>('/two-factor').then(begun => setStep({ name: 'scan', begun }), complain);
  return (
    <section class="settings-part">
      <h2>
        {say('twoFactor')}
        <span class={`mark${on ? ' is-good' : ''}`}>{say(on ? 'on' : 'off')}</span>
      </h2>
      <p class="part-text">{say('twoFactor.text')}</p>
      {on ? (
        <RecoveryPart onCodes={codes => setStep({ name: 'codes', codes })}>
          <Button onClick={() => setStep({ name: 'off' })}>{say('twoFactor.turnOff')}</Button>
        </RecoveryPart>
      ) : (
        <Button icon={ShieldIcon} onClick={() => void begin()}>
          {say('twoFactor.begin')}
        </Button>
      )}
      {step?.name === 'scan' && (
        <Scan
          begun={step.begun}
          onClose={() => setStep(null)}
          onDone={codes => {
            noteTwoFactor(true);
            setStep({ name: 'codes', codes });
          }}
        />
      )}
      {step?.name === 'codes' && <Codes codes={step.codes} onDone={() => setStep(null)} />}
      {step?.name === 'off' && <TurnOff onClose={() => setStep(null)} />}
    </section>
  );
}

/** The event with the person comes by itself; until then the page shall not say the opposite. */
function noteTwoFactor(on: boolean): void {
  const person = me.peek();
  if (person) takePerson({ ...person, two_factor: on });
}

function Scan({
  begun,
  onClose,
  onDone,
}: {
  begun: Begun;
  onClose: () => void;
  onDone: (codes: readonly string[]) => void;
}) {
  const form = useForm({ code: '' });
  const confirm = form.submit(async ({ code }) => {
    const answer = await http.post<{ recovery_codes: string[] }>('/two-factor/confirm', {
      code: code.replaceAll(/\s/g, ''),
    });
    onDone(answer.recovery_codes);
  });
  return (
    <Dialog title={say('twoFactor.begin')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={confirm}>
        <p class="dialog-words">{say('twoFactor.scan')}</p>
        <img
          class="qr"
          alt={say('twoFactor.qr')}
          src={`data:image/svg+xml,${encodeURIComponent(begun.qr_svg)}`}
        />
        <CopyField label={say('twoFactor.secret')} text={begun.secret} />
        <Field
          label={say('twoFactor.code')}
          hint={say('twoFactor.code.hint')}
          autocomplete="one-time-code"
          inputMode="numeric"
          required
          autoFocus
          value={form.values.code}
          error={form.error('code')}
          onInput={event => form.set({ code: event.currentTarget.value })}
        />
        <DialogFoot form={form} action={say('twoFactor.confirm')} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function Codes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = `${codes.join('\n')}\n`;
  return (
    <Dialog title={say('twoFactor.codes')}>
      <p class="dialog-words">{say('twoFactor.codes.text')}</p>
      <ol class="recovery-codes">
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <DialogButtons>
        <CopyButton text={text} />
        <Button icon={DownloadIcon} onClick={() => save(text, 'madoguchi-recovery-codes.txt')}>
          {t('download')}
        </Button>
        <Button tone="primary" onClick={onDone}>
          {say('twoFactor.codes.kept')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

function save(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function TurnOff({ onClose }: { onClose: () => void }) {
  return (
    <PasswordDialog
      title={say('twoFactor.turnOff')}
      words={say('twoFactor.turnOff.text')}
      tone="danger"
      onClose={onClose}
      onGiven={async given => {
        await http.delete('/two-factor', given);
        noteTwoFactor(false);
        toast(say('twoFactor.isOff'));
        onClose();
      }}
    />
  );
}
