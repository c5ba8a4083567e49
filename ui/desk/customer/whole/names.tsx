// By which names the channels and platforms know this person, and which merges put them together.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { Field, SelectField } from '@shared/components/field';
import { UndoIcon } from '@shared/components/icons';
import { useState } from 'preact/hooks';
import { http, zone } from '../../state/session';
import { shops } from '../../state/store';
import { times } from '../../state/texts';
import { Fold } from './fold';
import { FormButtons } from './incidents';
import { act, split, type WholeProfile } from './state';
import { hasWords, say } from './texts';

/** Platforms by their own names, which no language translates. */
const PLATFORMS: Record<string, string> = {
  line: 'LINE',
  wechat: 'WeChat',
  whatsapp: 'WhatsApp',
  kakao: 'KakaoTalk',
  telegram: 'Telegram',
  tmall: 'Tmall',
  taobao: 'Taobao',
  jd: 'JD',
  pinduoduo: 'Pinduoduo',
  rakuten: 'Rakuten',
  yahoo_jp: 'Yahoo! JAPAN',
  amazon: 'Amazon',
  shopify: 'Shopify',
  shopee: 'Shopee',
  lazada: 'Lazada',
  coupang: 'Coupang',
  naver: 'Naver',
};
function channelName(channel: string): string {
  const key = `name.${channel}`;
  return hasWords(key) ? say(key) : (PLATFORMS[channel] ?? channel);
}

const MOST = 6;

export function Names({ whole }: { whole: WholeProfile }) {
  const [adding, setAdding] = useState(false);
  const count = whole.faces.reduce((sum, face) => sum + face.identities.length, 0);
  return (
    <Fold
      name="names"
      title={say('names')}
      count={count}
      add={{ label: say('name.add'), run: () => setAdding(true) }}
    >
      {adding && <NameForm whole={whole} onDone={() => setAdding(false)} />}
      {whole.faces.map(({ customer, identities }) => (
        <section key={customer.id} class="face">
          {whole.faces.length > 1 && (
            <h4>
              <bdi>{customer.name}</bdi> <small>{shops.get(customer.shop_id)?.name}</small>
            </h4>
          )}
          <dl class="facts">
            {identities.slice(0, MOST).map(({ channel, external_id }) => (
              <div class="fact" key={`${channel} ${external_id}`}>
                <dt>{channelName(channel)}</dt>
                <dd>{channel === 'visitor' ? `…${external_id.slice(-6)}` : external_id}</dd>
              </div>
            ))}
          </dl>
          {identities.length > MOST && (
            <small>{say('names.more', { count: identities.length - MOST })}</small>
          )}
        </section>
      ))}
      {whole.merges.map(each => (
        <p key={each.id} class="merged">
          <span>
            {say('merge.line', {
              name: each.by_name,
              when: times(zone()).day(each.at, now.peek()),
            })}
          </span>
          <Button icon={UndoIcon} onClick={() => void split(whole.customer.id, each.id)}>
            {say('merge.undo')}
          </Button>
        </p>
      ))}
    </Fold>
  );
}

function NameForm({ whole, onDone }: { whole: WholeProfile; onDone: () => void }) {
  const [channel, setChannel] = useState('email');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const { id } = whole.customer;
  const save = (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return;
    setBusy(true);
    const draft = { channel, external_id: name.trim() };
    void act(id, () => http.post(`/customers/${id}/identities`, draft)).then(kept =>
      kept ? onDone() : setBusy(false),
    );
  };
  return (
    <form class="whole-form" onSubmit={save}>
      <SelectField
        label={say('name.channel')}
        value={channel}
        onChange={event => setChannel(event.currentTarget.value)}
      >
        {['email', 'phone', ...Object.keys(PLATFORMS)].map(each => (
          <option key={each} value={each}>
            {channelName(each)}
          </option>
        ))}
      </SelectField>
      <Field
        label={say('name.value')}
        hint={say('name.hint')}
        value={name}
        required
        autoFocus
        maxLength={200}
        onInput={event => setName(event.currentTarget.value)}
      />
      <FormButtons busy={busy} whole={name.trim() !== ''} onCancel={onDone} />
    </form>
  );
}
