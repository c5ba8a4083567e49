// By which names the channels and platforms know this person, and which merges put them together.

import { now } from '@shared/clock';
import { Button, IconButton } from '@shared/components/button';
import { Field, SelectField } from '@shared/components/field';
import { CloseIcon, PeopleIcon, UndoIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, me, zone } from '../../state/session';
import { shops } from '../../state/store';
import { times } from '../../state/texts';
import { Fold } from './fold';
import { FormButtons } from './incidents';
import { FindSame } from './same';
import { act, bring, type Identity, split, type WholeProfile } from './state';
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

/** Names that a signature proves, and nobody takes back. */
const SIGNED = new Set(['visitor', 'shop']);
const MOST = 6;

export function Names({ whole }: { whole: WholeProfile }) {
  const [adding, setAdding] = useState(false);
  /** Who else is looked for, by what; null: nobody. */
  const [same, setSame] = useState<string | null>(null);
  const count = whole.faces.reduce((sum, face) => sum + face.identities.length, 0);
  return (
    <Fold
      name="names"
      title={say('names')}
      count={count}
      add={{ label: say('name.add'), run: () => setAdding(true) }}
    >
      {adding && (
        <NameForm whole={whole} onDone={() => setAdding(false)} onTaken={name => setSame(name)} />
      )}
      {whole.faces.map(({ customer, identities }) => (
        <section key={customer.id} class="face">
          {whole.faces.length > 1 && (
            <h4>
              <bdi>{customer.name}</bdi> <small>{shops.get(customer.shop_id)?.name}</small>
            </h4>
          )}
          <dl class="facts">
            {identities.slice(0, MOST).map(identity => (
              <NameLine
                key={`${identity.channel} ${identity.external_id}`}
                profile={whole.customer.id}
                owner={customer.id}
                identity={identity}
              />
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
      <p>
        <Button tone="quiet" icon={PeopleIcon} onClick={() => setSame('')}>
          {say('same.find')}
        </Button>
      </p>
      {same !== null && <FindSame whole={whole} words={same} onClose={() => setSame(null)} />}
    </Fold>
  );
}

interface NameLineProps {
  profile: Id;
  /** Whose name it is, of all who stand in the profile. */
  owner: Id;
  identity: Identity;
}

function NameLine({ profile, owner, identity }: NameLineProps) {
  const { channel, external_id } = identity;
  const mayRemove = me.value?.role !== 'agent' && !SIGNED.has(channel);
  const put = (path: string) =>
    act(profile, () => http.post(`/customers/${owner}/${path}`, identity));
  const remove = async () => {
    if (await put('identities/remove'))
      toast(say('name.removed'), { undo: () => void put('identities') });
  };
  return (
    <div class="fact">
      <dt>{channelName(channel)}</dt>
      <dd class="name-line">
        <span>{channel === 'visitor' ? `…${external_id.slice(-6)}` : external_id}</span>
        {mayRemove && (
          <IconButton
            icon={CloseIcon}
            size={12}
            label={`${say('name.remove')}: ${external_id}`}
            onClick={() => void remove()}
          />
        )}
      </dd>
    </div>
  );
}

interface NameFormProps {
  whole: WholeProfile;
  onDone: () => void;
  /** Somebody else is known by it: as whom they are called. */
  onTaken: (name: string) => void;
}

function NameForm({ whole, onDone, onTaken }: NameFormProps) {
  const [channel, setChannel] = useState('email');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { id } = whole.customer;
  const save = async (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return;
    setBusy(true);
    setProblem(null);
    try {
      await http.post(`/customers/${id}/identities`, { channel, external_id: name.trim() });
      await bring(id).catch(() => undefined); // it was done; the feed brings it as well
      onDone();
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Refusal) || error.status >= 500) return complain(error);
      setProblem(error.message);
      if (error.key === 'identity.taken') onTaken(String(error.problem.params.name ?? ''));
    }
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
        error={problem}
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
