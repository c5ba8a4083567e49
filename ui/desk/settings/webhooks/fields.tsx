// What a webhook is told: where to, of what, from which shops.

import { Field, Switch } from '@shared/components/field';
import type { Form } from '../parts/form';
import { type Reach, ShopsField } from '../parts/reach';
import { say } from '../texts';
import { isKind, KINDS, type Webhook } from './webhook';

export interface Draft extends Reach {
  name: string;
  url: string;
  allKinds: boolean;
  kinds: string[];
}

export const BLANK: Draft = {
  name: '',
  url: '',
  allKinds: false,
  kinds: ['message_received', 'conversation_opened', 'conversation_resolved'],
  role: 'agent',
  all_shops: true,
  shop_ids: [],
};

export const draftOf = (hook: Webhook): Draft => ({
  name: hook.name,
  url: hook.url,
  allKinds: hook.kinds.length === 0,
  kinds: hook.kinds,
  role: 'agent',
  all_shops: hook.shop_ids.length === 0,
  shop_ids: hook.shop_ids,
});

/** What the server wants: nothing named means all. */
export const wanted = (draft: Draft): Pick<Webhook, 'name' | 'url' | 'kinds' | 'shop_ids'> => ({
  name: draft.name,
  url: draft.url.trim(),
  kinds: draft.allKinds ? [] : draft.kinds,
  shop_ids: draft.all_shops ? [] : draft.shop_ids,
});

/** Whether it says something: with nothing ticked it would mean all, which nobody has asked for. */
export const isWhole = (draft: Draft): boolean =>
  (draft.allKinds || draft.kinds.length > 0) && (draft.all_shops || draft.shop_ids.length > 0);

export function WebhookFields({ form, focus }: { form: Form<Draft>; focus?: boolean }) {
  const { values, set, error } = form;
  const kindsError = error('kinds');
  return (
    <>
      <Field
        label={say('webhooks.url')}
        hint={say('webhooks.url.hint')}
        type="url"
        required
        autoFocus={focus}
        value={values.url}
        error={error('url')}
        onInput={event => set({ url: event.currentTarget.value })}
      />
      <Field
        label={say('webhooks.name')}
        hint={say('webhooks.name.hint')}
        maxLength={80}
        value={values.name}
        error={error('name')}
        onInput={event => set({ name: event.currentTarget.value })}
      />
      <fieldset class="choices">
        <legend>{say('webhooks.kinds')}</legend>
        <Switch
          label={say('webhooks.allKinds')}
          hint={say('webhooks.allKinds.hint')}
          checked={values.allKinds}
          onChange={allKinds => set({ allKinds })}
        />
        {!values.allKinds && (
          <div class="choices-flow">
            {[...new Set<string>([...KINDS, ...values.kinds])].map(kind => (
              <label class="choice" key={kind}>
                <input
                  type="checkbox"
                  checked={values.kinds.includes(kind)}
                  onChange={event =>
                    set({
                      kinds: event.currentTarget.checked
                        ? [...values.kinds, kind]
                        : values.kinds.filter(each => each !== kind),
                    })
                  }
                />
                <span>{isKind(kind) ? say(`webhooks.kind.${kind}`) : <code>{kind}</code>}</span>
              </label>
            ))}
          </div>
        )}
        {kindsError && (
          <p class="field-error" role="alert">
            {kindsError}
          </p>
        )}
      </fieldset>
      <ShopsField value={values} error={error('shop_ids')} onChange={set} />
    </>
  );
}
