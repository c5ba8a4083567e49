// What a shop's chat window looks like and says, language by language, with the window beside it.

import { AreaField } from '@shared/components/field';
import type { Shop, Texts, WidgetSettings } from '@shared/contracts';
import { useId, useState } from 'preact/hooks';
import { type Form, useForm } from '../parts/form';
import { languageOf } from '../parts/names';
import { SaveBar } from '../parts/save_bar';
import { Tabs } from '../parts/tabs';
import { say } from '../texts';
import { changeShop, type PartProps } from './change_shop';
import './chat.css';
import { OWN_TEXTS, usualTexts } from './chat_texts';
import { WIDGET_LOCALES } from './platforms';
import { Preview } from './preview';
import { Questions } from './questions';
import { withText } from './with_text';

export interface Look {
  color: string;
  widget: WidgetSettings;
}

export function ChatPart({ shop }: PartProps) {
  const form = useForm<Look>({ color: shop.color, widget: shop.widget }, `chat ${shop.id}`);
  const { languages } = form.values.widget;
  const [chosen, setChosen] = useState(languages.includes(shop.locale) ? shop.locale : '');
  const shown = languages.includes(chosen) ? chosen : (languages[0] ?? shop.locale);
  const save = form.submit(async values => {
    const widget = tidy(values.widget);
    await changeShop(shop, { color: values.color, widget });
    form.reset({ color: values.color, widget });
  });
  return (
    <div class="chat-part">
      <form onSubmit={save}>
        <LookFields form={form} />
        <section class="settings-part">
          <h2>{say('chat.texts')}</h2>
          <Tabs
            label={say('chat.texts')}
            tabs={languages.map(id => ({ id, label: languageOf(id) }))}
            chosen={shown}
            onChoose={setChosen}
          >
            <TextFields key={shown} form={form} locale={shown} shop={shop} />
          </Tabs>
        </section>
        <SaveBar form={form} />
      </form>
      <Preview shop={{ ...shop, ...form.values }} locale={shown} />
    </div>
  );
}

/** Without the questions that were left empty in every language. */
export const tidy = (widget: WidgetSettings): WidgetSettings => ({
  ...widget,
  questions: widget.questions.filter(texts => Object.values(texts).some(text => text.trim())),
});

const change = (form: Form<Look>, widget: Partial<WidgetSettings>) =>
  form.set({ widget: { ...form.values.widget, ...widget } });

function LookFields({ form }: { form: Form<Look> }) {
  const id = useId();
  const { color, widget } = form.values;
  const error = form.error('color');
  const languagesError = form.error('widget.languages');
  return (
    <>
      <div class="form-pair">
        <div class="field">
          <label for={id}>{say('chat.color')}</label>
          <div class="color-field">
            <input
              type="color"
              aria-label={say('chat.color.pick')}
              value={/^#[0-9a-f]{6}$/i.test(color) ? color : '#000000'}
              onInput={event => form.set({ color: event.currentTarget.value })}
            />
            <input
              class="input"
              id={id}
              spellcheck={false}
              maxLength={7}
              aria-invalid={error ? 'true' : undefined}
              value={color}
              onInput={event => form.set({ color: event.currentTarget.value })}
            />
          </div>
          <p class="field-hint">{say('chat.color.hint')}</p>
          {error && (
            <p class="field-error" role="alert">
              {error}
            </p>
          )}
        </div>
        <fieldset class="choices">
          <legend>{say('chat.position')}</legend>
          <div class="choices-flow">
            {(['right', 'left'] as const).map(position => (
              <label class="choice" key={position}>
                <input
                  type="radio"
                  name={`${id}-position`}
                  checked={widget.position === position}
                  onChange={() => change(form, { position })}
                />
                <span>{say(`chat.position.${position}`)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      </div>
      <fieldset class="choices">
        <legend>{say('chat.languages')}</legend>
        <div class="choices-flow">
          {WIDGET_LOCALES.map(locale => (
            <label class="choice" key={locale}>
              <input
                type="checkbox"
                checked={widget.languages.includes(locale)}
                disabled={widget.languages.length === 1 && widget.languages.includes(locale)}
                onChange={event => {
                  const on = event.currentTarget.checked;
                  change(form, {
                    languages: WIDGET_LOCALES.filter(each =>
                      each === locale ? on : widget.languages.includes(each),
                    ),
                  });
                }}
              />
              <span>{languageOf(locale)}</span>
            </label>
          ))}
        </div>
        {languagesError && (
          <p class="field-error" role="alert">
            {languagesError}
          </p>
        )}
      </fieldset>
    </>
  );
}

interface TextFieldsProps {
  form: Form<Look>;
  locale: string;
  shop: Shop;
}

function TextFields({ form, locale, shop }: TextFieldsProps) {
  const { widget } = form.values;
  const usual = usualTexts(locale);
  const other = (texts: Texts | undefined) => texts?.[shop.locale] ?? '';
  return (
    <>
      <AreaField
        label={say('chat.greeting')}
        lang={locale}
        rows={2}
        maxLength={1000}
        placeholder={other(widget.greeting) || usual.greeting}
        value={widget.greeting[locale] ?? ''}
        error={form.error(`widget.greeting.${locale}`)}
        onInput={event =>
          change(form, { greeting: withText(widget.greeting, locale, event.currentTarget.value) })
        }
      />
      <Questions
        questions={widget.questions}
        locale={locale}
        other={other}
        error={at => form.error(`widget.questions[${at}]`)}
        onChange={questions => change(form, { questions })}
      />
      <details class="more-texts">
        <summary>{say('chat.more')}</summary>
        <p class="field-hint">{say('chat.more.hint')}</p>
        {OWN_TEXTS.map(key => (
          <AreaField
            key={key}
            label={say(`chat.text.${key}`)}
            lang={locale}
            rows={1}
            maxLength={1000}
            placeholder={usual[key]}
            value={widget.texts[key]?.[locale] ?? ''}
            error={form.error(`widget.texts.${key}.${locale}`)}
            onInput={event =>
              change(form, {
                texts: {
                  ...widget.texts,
                  [key]: withText(widget.texts[key], locale, event.currentTarget.value),
                },
              })
            }
          />
        ))}
      </details>
    </>
  );
}
