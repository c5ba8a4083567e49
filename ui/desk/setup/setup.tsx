// The first start: the house and its owner, then the first shop, then the code for its page.

import { Button } from '@shared/components/button';
import { AreaField, Field } from '@shared/components/field';
import type { Shop } from '@shared/contracts';
import { useState } from 'preact/hooks';
import type { DoorProps } from '../doors';
import { CodeBlock } from '../settings/parts/copy';
import { FormProblem, useForm } from '../settings/parts/form';
import { browserZone } from '../settings/parts/zones';
import { embedCode, lines } from '../settings/shops/embed';
import { blankShop } from '../settings/shops/new_shop';
import { ShopFields } from '../settings/shops/shop_fields';
import { say, wordsReady } from '../settings/texts';
import { go, pathTo } from '../state/router';
import { http } from '../state/session';
import { locale, t } from '../state/texts';
import '../settings/settings.css';
import { Paper } from './paper';
import { NameField, PasswordAndPlaceFields } from './self_fields';

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
    <Paper
      step={say('setup.step', { at: at + 1, of: STEPS.length })}
      title={say(`setup.${step}`)}
      text={say(`setup.${step}.text`)}
    >
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
        <EmbedStep
          shop={shop}
          onLook={() => done(pathTo.settings(`shops/${shop.id}/chat`))}
          onOpen={() => done(pathTo.inbox('mine'))}
        />
      )}
    </Paper>
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

interface EmbedStepProps {
  shop: Shop;
  onLook: () => void;
  onOpen: () => void;
}

/** The code, and where it may stand: the chat is refused on pages that nobody has named. */
function EmbedStep({ shop, onLook, onOpen }: EmbedStepProps) {
  const form = useForm({ text: '' });
  const keep = async ({ text }: { text: string }) => {
    const allowed_origins = lines(text);
    if (allowed_origins.length) await http.patch(`/shops/${shop.id}`, { allowed_origins });
  };
  const thenLook = form.submit(async values => keep(values).then(onLook));
  return (
    <form onSubmit={form.submit(async values => keep(values).then(onOpen))}>
      <CodeBlock label="HTML" code={embedCode(shop.public_key)} />
      <p class="part-text">
        <a href={`/sample/${shop.public_key}`} target="_blank" rel="noopener">
          {say('embed.try')}
        </a>
      </p>
      <AreaField
        label={say('embed.origins')}
        hint={say('embed.origins.hint')}
        rows={2}
        spellcheck={false}
        placeholder="https://www.example.com"
        value={form.values.text}
        error={form.error('allowed_origins')}
        onInput={event => form.set({ text: event.currentTarget.value })}
      />
      <FormProblem form={form} />
      <div class="setup-buttons">
        <Button onClick={event => void thenLook(event)}>{say('setup.look')}</Button>
        <Button tone="primary" type="submit" busy={form.busy}>
          {say('setup.open')}
        </Button>
      </div>
    </form>
  );
}
