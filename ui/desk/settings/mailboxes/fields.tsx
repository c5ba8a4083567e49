// A mailbox's fields: the address first, for it fills the rest; servers and OAuth 2 on demand.

import { AreaField, Field, SelectField, Switch } from '@shared/components/field';
import type { MailServer } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { shops } from '../../state/store';
import type { Form } from '../parts/form';
import { say } from '../texts';
import { type Draft, named, suggested } from './mailbox';
import './mailboxes.css';
import { presetFor } from './presets';

interface FieldsProps {
  form: Form<Draft>;
  /** Being made: the shop is asked for, and what is usual stays folded. */
  fresh?: boolean;
}

export function MailboxFields({ form, fresh = false }: FieldsProps) {
  const { values, set, error } = form;
  const [open, setOpen] = useState(!fresh);
  const preset = presetFor(named(values.addresses)[0] ?? '');
  const wrongInside = ['imap', 'smtp', 'folders', 'oauth'].some(field => error(field) !== null);
  return (
    <>
      {fresh && (
        <SelectField
          label={say('mailboxes.shop')}
          value={String(values.shop_id)}
          error={error('shop_id')}
          onChange={event => set({ shop_id: Number(event.currentTarget.value) })}
        >
          {shops
            .values()
            .filter(shop => !shop.archived_at)
            .sort((a, b) => a.id - b.id)
            .map(shop => (
              <option key={shop.id} value={shop.id}>
                {shop.name}
              </option>
            ))}
        </SelectField>
      )}
      <Field
        label={say('mailboxes.addresses')}
        hint={say('mailboxes.addresses.hint')}
        inputMode="email"
        autocomplete="off"
        required
        autoFocus={fresh}
        value={values.addresses}
        error={error('addresses')}
        onInput={event => set(suggested(values, event.currentTarget.value))}
      />
      <SignIn form={form} fresh={fresh} />
      {preset?.advice && values.signIn === 'password' && (
        <p class="mailbox-advice" role="note">
          {say(`mailboxes.advice.${preset.advice}`)}
        </p>
      )}
      <details
        class="mailbox-servers"
        open={open || wrongInside}
        onToggle={event => setOpen(event.currentTarget.open)}
      >
        <summary>
          {say('mailboxes.servers')}
          <small>
            {[values.receives && values.imap.host, values.sends && values.smtp.host]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </summary>
        <Switch
          label={say('mailboxes.receives')}
          hint={say('mailboxes.receives.hint')}
          checked={values.receives}
          onChange={receives => set({ receives })}
        />
        {values.receives && (
          <>
            <Server form={form} which="imap" />
            <Field
              label={say('mailboxes.folders')}
              hint={say('mailboxes.folders.hint')}
              value={values.folders}
              error={error('folders')}
              onInput={event => set({ folders: event.currentTarget.value })}
            />
          </>
        )}
        <Switch
          label={say('mailboxes.sends')}
          checked={values.sends}
          onChange={sends => set({ sends })}
        />
        {values.sends && <Server form={form} which="smtp" />}
      </details>
      {!fresh && (
        <>
          <Field
            label={say('mailboxes.name')}
            maxLength={80}
            value={values.name}
            error={error('name')}
            onInput={event => set({ name: event.currentTarget.value })}
          />
          <Switch
            label={say('mailboxes.signed')}
            hint={say('mailboxes.signed.hint')}
            checked={values.signed_replies}
            onChange={signed_replies => set({ signed_replies })}
          />
          <Field
            label={say('mailboxes.trusted')}
            hint={say('mailboxes.trusted.hint')}
            value={values.trusted_servers}
            error={error('trusted_servers')}
            onInput={event => set({ trusted_servers: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}

function SignIn({ form, fresh }: { form: Form<Draft>; fresh: boolean }) {
  const { values, set, error } = form;
  const kept = fresh ? undefined : say('mailboxes.kept');
  const secret = (field: 'password' | 'client_secret' | 'refresh_token') => (
    <Field
      label={say(`mailboxes.${field}`)}
      hint={fresh && field === 'refresh_token' ? say('mailboxes.refresh_token.hint') : kept}
      type="password"
      autocomplete="new-password"
      required={fresh && field === 'password'}
      value={values[field]}
      error={error(`secrets.${field}`)}
      onInput={event => set({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <SelectField
        label={say('mailboxes.signIn')}
        value={values.signIn}
        onChange={event => set({ signIn: event.currentTarget.value as Draft['signIn'] })}
      >
        <option value="password">{say('mailboxes.signIn.password')}</option>
        <option value="oauth">{say('mailboxes.signIn.oauth')}</option>
      </SelectField>
      {values.signIn === 'password' ? (
        secret('password')
      ) : (
        <>
          <SelectField
            label={say('mailboxes.provider')}
            hint={say('mailboxes.provider.hint')}
            value={values.provider}
            onChange={event => {
              const provider = event.currentTarget.value as Draft['provider'];
              // The desk knows the great two's addresses; another's are not theirs.
              set({ provider, token_url: '', authorize_url: '', scope: '' });
            }}
          >
            <option value="google">Google</option>
            <option value="microsoft">Microsoft</option>
            <option value="other">{say('mailboxes.provider.other')}</option>
          </SelectField>
          <Field
            label={say('mailboxes.clientId')}
            required
            spellcheck={false}
            value={values.client_id}
            error={error('oauth')}
            onInput={event => set({ client_id: event.currentTarget.value })}
          />
          {secret('client_secret')}
          {secret('refresh_token')}
          {values.provider === 'other' && (
            <Field
              label={say('mailboxes.tokenUrl')}
              type="url"
              value={values.token_url}
              error={error('oauth.token_url')}
              onInput={event => set({ token_url: event.currentTarget.value })}
            />
          )}
          {values.provider === 'other' && (
            <Field
              label={say('mailboxes.authorizeUrl')}
              type="url"
              value={values.authorize_url}
              error={error('oauth.authorize_url')}
              onInput={event => set({ authorize_url: event.currentTarget.value })}
            />
          )}
        </>
      )}
    </>
  );
}

const SECURITIES: readonly MailServer['security'][] = ['tls', 'starttls', 'none'];

function Server({ form, which }: { form: Form<Draft>; which: 'imap' | 'smtp' }) {
  const { values, error } = form;
  const server = values[which];
  const set = (change: Partial<MailServer>) => form.set({ [which]: { ...server, ...change } });
  return (
    <fieldset class="mailbox-server">
      <legend>{say(`mailboxes.${which}`)}</legend>
      <div class="form-pair">
        <Field
          label={say('mailboxes.host')}
          required
          spellcheck={false}
          value={server.host}
          error={error(which)}
          onInput={event => set({ host: event.currentTarget.value.trim() })}
        />
        <Field
          label={say('mailboxes.user')}
          spellcheck={false}
          autocomplete="off"
          value={server.user}
          onInput={event => set({ user: event.currentTarget.value })}
        />
        <Field
          label={say('mailboxes.port')}
          type="number"
          min={1}
          max={65535}
          value={String(server.port)}
          onInput={event => set({ port: Number(event.currentTarget.value) || 0 })}
        />
        <SelectField
          label={say('mailboxes.security')}
          value={server.security}
          onChange={event => set({ security: event.currentTarget.value as MailServer['security'] })}
        >
          {SECURITIES.map(each => (
            <option key={each} value={each}>
              {say(`mailboxes.security.${each}`)}
            </option>
          ))}
        </SelectField>
      </div>
    </fieldset>
  );
}

/** A text in each of the desk's languages; empty ones are left out. */
export function TextsField({
  label,
  hint,
  locales,
  names,
  texts,
  onChange,
}: {
  label: string;
  hint?: string;
  locales: readonly string[];
  names: Record<string, string>;
  texts: Record<string, string>;
  onChange: (texts: Record<string, string>) => void;
}) {
  return (
    <fieldset class="mailbox-texts">
      <legend>{label}</legend>
      {hint && <p class="field-hint">{hint}</p>}
      {locales.map(locale => (
        <AreaField
          key={locale}
          label={names[locale] ?? locale}
          rows={2}
          lang={locale}
          maxLength={4000}
          value={texts[locale] ?? ''}
          onInput={event => {
            const { [locale]: _, ...rest } = texts;
            const text = event.currentTarget.value;
            onChange(text ? { ...rest, [locale]: text } : rest);
          }}
        />
      ))}
    </fieldset>
  );
}
