// Bringing the chat to the shop's page: one line of code, and the pages it may stand on.

import { AreaField } from '@shared/components/field';
import { CodeBlock } from '../parts/copy';
import { useForm } from '../parts/form';
import { SaveBar } from '../parts/save_bar';
import { say } from '../texts';
import { changeShop, type PartProps } from './change_shop';

/** The line that embeds a shop's widget. */
export const embedCode = (key: string, desk = location.origin): string =>
  `<script src="${desk}/widget.js" data-shop="${key}" async></script>`;

/** The addresses written in a field: one a line, or with blanks or commas between. */
export const lines = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map(line => line.trim())
    .filter(Boolean);

const OPTIONS = ['locale', 'scheme', 'identity'] as const;
const ATTRIBUTES = {
  locale: 'data-locale="ja"',
  scheme: 'data-color-scheme="light"',
  identity: 'data-identity="…"',
};

export function EmbedPart({ shop }: PartProps) {
  const form = useForm({ text: shop.allowed_origins.join('\n') }, `origins ${shop.id}`);
  const save = form.submit(async ({ text }) => {
    const allowed_origins = lines(text);
    await changeShop(shop, { allowed_origins });
    form.reset({ text: allowed_origins.join('\n') });
  });
  return (
    <>
      <section class="settings-part">
        <h2>{say('embed.code')}</h2>
        <p class="part-text">{say('embed.code.text')}</p>
        <CodeBlock label="HTML" code={embedCode(shop.public_key)} />
        <p class="part-text">
          <a href={`/sample/${shop.public_key}`} target="_blank" rel="noopener">
            {say('embed.try')}
          </a>
        </p>
      </section>
      <form class="settings-part" onSubmit={save}>
        <h2>{say('embed.origins')}</h2>
        <div class="narrow">
          <AreaField
            label={say('embed.origins.label')}
            hint={say('embed.origins.hint')}
            rows={4}
            spellcheck={false}
            placeholder={'https://www.example.com'}
            value={form.values.text}
            error={form.error('allowed_origins')}
            onInput={event => form.set({ text: event.currentTarget.value })}
          />
        </div>
        <SaveBar form={form} />
      </form>
      <section class="settings-part">
        <h2>{say('embed.options')}</h2>
        <dl class="options">
          {OPTIONS.map(name => (
            <div key={name}>
              <dt>
                <code>{ATTRIBUTES[name]}</code>
              </dt>
              <dd>{say(`embed.options.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
