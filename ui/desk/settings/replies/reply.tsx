// One canned reply: its shortcut, and its text in each language, seen as the customer will.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { AreaField, Field, SelectField } from '@shared/components/field';
import { toast } from '@shared/components/toasts';
import type { CannedReply, Id, Texts } from '@shared/contracts';
import { useRef, useState } from 'preact/hooks';
import { fill } from '../../state/canned';
import { http, me } from '../../state/session';
import { cannedReplies, shops } from '../../state/store';
import { locale, t } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { leave } from '../parts/leaving';
import { languageOf } from '../parts/names';
import { Tabs } from '../parts/tabs';
import { patch } from '../parts/undoable';
import { WIDGET_LOCALES } from '../shops/platforms';
import { say } from '../texts';

const VARIABLES = ['customer', 'agent', 'shop'] as const;

interface Draft {
  shop_id: Id | null;
  shortcut: string;
  title: string;
  texts: Texts;
}

export function ReplyDialog({
  reply,
  onClose,
}: {
  reply: CannedReply | null;
  onClose: () => void;
}) {
  const [spoken, setSpoken] = useState<string>(
    reply ? (Object.keys(reply.texts)[0] ?? locale.peek()) : locale.peek(),
  );
  const form = useForm<Draft>({
    shop_id: reply?.shop_id ?? (me.peek()?.all_shops ? null : (shops.peekValues()[0]?.id ?? null)),
    shortcut: reply?.shortcut ?? '',
    title: reply?.title ?? '',
    texts: reply?.texts ?? {},
  });
  const { values } = form;
  const save = form.submit(async ({ shop_id, ...words }) => {
    if (reply) {
      await patch<CannedReply>({
        path: `/canned-replies/${reply.id}`,
        to: words,
        back: { shortcut: reply.shortcut, title: reply.title, texts: reply.texts },
        text: say('saved'),
        take: answer => cannedReplies.upsert(answer),
      });
    } else {
      cannedReplies.upsert(await http.post<CannedReply>('/canned-replies', { shop_id, ...words }));
      toast(say('replies.made', { title: words.title }));
    }
    onClose();
  });
  const remove = () => {
    if (!reply) return;
    onClose();
    leave(`reply ${reply.id}`, say('replies.removed', { title: reply.title }), () =>
      http.delete(`/canned-replies/${reply.id}`),
    );
  };
  const offered = [...new Set([...WIDGET_LOCALES, ...Object.keys(values.texts)])];
  return (
    <Dialog
      title={reply?.title ?? say('replies.add')}
      closeLabel={t('close')}
      width="wide"
      onClose={onClose}
    >
      <form onSubmit={save}>
        <div class="form-pair">
          <Field
            label={say('reply.title')}
            required
            autoFocus={!reply}
            maxLength={80}
            value={values.title}
            error={form.error('title')}
            onInput={event => form.set({ title: event.currentTarget.value })}
          />
          <Field
            label={say('reply.shortcut')}
            hint={say('reply.shortcut.hint', { example: `/${values.shortcut || 'hello'}` })}
            required
            spellcheck={false}
            maxLength={32}
            value={values.shortcut}
            error={form.error('shortcut')}
            onInput={event => form.set({ shortcut: event.currentTarget.value.replace(/^\//, '') })}
          />
          {!reply && (
            <SelectField
              label={say('shop')}
              value={String(values.shop_id ?? '')}
              error={form.error('shop_id')}
              onChange={event => form.set({ shop_id: Number(event.currentTarget.value) || null })}
            >
              {me.value?.all_shops && <option value="">{say('allShops')}</option>}
              {shops.values().map(shop => (
                <option key={shop.id} value={shop.id}>
                  {shop.name}
                </option>
              ))}
            </SelectField>
          )}
        </div>
        <Tabs
          label={say('reply.texts')}
          tabs={offered.map(id => ({
            id,
            label: <span class={values.texts[id] ? 'has-text' : ''}>{languageOf(id)}</span>,
          }))}
          chosen={spoken}
          onChoose={setSpoken}
        >
          <Body
            key={spoken}
            spoken={spoken}
            text={values.texts[spoken] ?? ''}
            error={form.error(`texts.${spoken}`)}
            shopId={values.shop_id}
            onText={text => form.set({ texts: { ...values.texts, [spoken]: text } })}
          />
        </Tabs>
        <DialogFoot
          form={form}
          action={say('save')}
          disabled={!form.dirty}
          onClose={onClose}
          remove={reply && { label: say('remove'), run: remove }}
        />
      </form>
    </Dialog>
  );
}

interface BodyProps {
  spoken: string;
  text: string;
  error: string | null;
  shopId: Id | null;
  onText: (text: string) => void;
}

function Body({ spoken, text, error, shopId, onText }: BodyProps) {
  const frame = useRef<HTMLDivElement>(null);
  const shop = shops.get(shopId) ?? shops.values()[0];
  const insert = (name: string) => {
    const area = frame.current?.querySelector('textarea');
    if (!area) return;
    area.setRangeText(`{${name}}`, area.selectionStart, area.selectionEnd, 'end');
    onText(area.value);
    area.focus();
  };
  return (
    <div ref={frame}>
      <AreaField
        label={languageOf(spoken)}
        lang={spoken}
        rows={4}
        maxLength={4000}
        value={text}
        error={error}
        onInput={event => onText(event.currentTarget.value)}
      />
      <p class="variables">
        {say('reply.insert')}
        {VARIABLES.map(name => (
          <Button key={name} onClick={() => insert(name)}>
            {say(`reply.variable.${name}`)}
          </Button>
        ))}
      </p>
      <figure class="reply-preview">
        <figcaption>{say('preview')}</figcaption>
        <p lang={spoken}>
          {fill(text, {
            customer: say('reply.sampleName'),
            agent: me.value?.name ?? '',
            shop: shop?.name ?? '',
          })}
        </p>
      </figure>
    </div>
  );
}
