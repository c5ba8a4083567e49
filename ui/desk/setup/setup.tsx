// The first start: the house and its owner, then the first shop, then the code for its page.

import { Button } from '@shared/components/button';
import { Field } from '@shared/components/field';
import type { Shop } from '@shared/contracts';
import { useState } from 'preact/hooks';
import type { DoorProps } from '../doors';
import { CodeBlock } from '../settings/parts/copy';
import { FormProblem, useForm } from '../settings/parts/form';
import { browserZone } from '../settings/parts/zones';
import { embedCode } from '../settings/shops/embed';
import { blankShop } from '../settings/shops/new_shop';
import { ShopFields } from '../settings/shops/shop_fields';
import { say, wordsReady } from '../settings/texts';
import { Curtain } from '../shell/rail';
import { go, pathTo } from '../state/router';
import { http } from '../state/session';
import { locale, t } from '../state/texts';
import '../settings/settings.css';
import { NameField, PasswordAndPlaceFields } from './self_fields';
import './setup.css';

const STEPS = ['owner', 'shop', 'embed'] as const;

export function Setup({ onDone }: DoorProps) {
  const [step, setStep] = useState<(typeof STEPS)[number]>('owner');
  const [shop, setShop] = useState<Shop | null>(null);
  if (!wordsReady()) return null;
  const at = STEPS.indexOf(step);
  // The desk opens where they go on: beside the new shop, or at the empty inbox.
  const done = (path: string) => {
    go(path, { replace: true });
    void onDone();
  };
  return (
    <main class="setup">
      <div class="setup-paper">
        <header>
          <Curtain size={36} />
          <p class="setup-step">{say('setup.step', { at: at + 1, of: STEPS.length })}</p>
          <h1>{say(`setup.${step}`)}</h1>
          <p>{say(`setup.${step}.text`)}</p>
        </header>
        {step === 'owner' && <OwnerStep onDone={() => setStep('shop')} />}
        {step === 'shop' && (
          <ShopStep
            onLater={() => done(pathTo.inbox('mine'))}
            onDone={made => {
              setShop(made);
              setStep('embed');
            }}
          />
        )}
        {step === 'embed' && shop && (
          <>
            <CodeBlock label="HTML" code={embedCode(shop.public_key)} />
            <p class="part-text">
              <a href={`/sample/${shop.public_key}`} target="_blank" rel="noopener">
                {say('embed.try')}
              </a>
            </p>
            <div class="setup-buttons">
              <Button onClick={() => done(pathTo.settings(`shops/${shop.id}/chat`))}>
                {say('setup.look')}
              </Button>
              <Button tone="primary" onClick={() => done(pathTo.inbox('mine'))}>
                {say('setup.open')}
              </Button>
            </div>
          </>
        )}
      </div>
    </main>
  );
}

function OwnerStep({ onDone }: { onDone: () => void }) {
  const form = useForm({
    organisation: '',
    name: '',
    email: '',
    password: '',
    zone: browserZone(),
  });
  const make = form.submit(async values => {
    await http.post('/setup', { ...values, email: values.email.trim(), locale: locale.peek() });
    onDone();
  });
  return (
    <form onSubmit={make}>
      <Field
        label={say('setup.organisation')}
        autocomplete="organization"
        required
        autoFocus
        maxLength={80}
        value={form.values.organisation}
        error={form.error('organisation')}
        onInput={event => form.set({ organisation: event.currentTarget.value })}
      />
      <NameField form={form} />
      <Field
        label={t('signIn.email')}
        type="email"
        autocomplete="username"
        required
        value={form.values.email}
        error={form.error('email')}
        onInput={event => form.set({ email: event.currentTarget.value })}
      />
      <PasswordAndPlaceFields form={form} />
      <FormProblem form={form} />
      <Button tone="primary" type="submit" class="setup-go" busy={form.busy}>
        {say('setup.next')}
      </Button>
    </form>
  );
}

interface ShopStepProps {
  onDone: (shop: Shop) => void;
  onLater: () => void;
}

function ShopStep({ onDone, onLater }: ShopStepProps) {
  const form = useForm(blankShop());
  const make = form.submit(async values => onDone(await http.post<Shop>('/shops', values)));
  return (
    <form onSubmit={make}>
      <ShopFields form={form} focus />
      <FormProblem form={form} />
      <div class="setup-buttons">
        <Button tone="quiet" onClick={onLater}>
          {say('setup.later')}
        </Button>
        <Button tone="primary" type="submit" busy={form.busy}>
          {say('shops.make')}
        </Button>
      </div>
    </form>
  );
}
