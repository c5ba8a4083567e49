// What a person may ask of us: a file with everything, or to be erased; each is said before it is done.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import { DownloadIcon } from '@shared/components/icons';
import { Bar } from '@shared/components/skeleton';
import { toast } from '@shared/components/toasts';
import type { Customer } from '@shared/contracts';
import type { Kept, PersonRequest } from '@shared/profiles';
import { EntityMap } from '@shared/store/entities';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, zone } from '../../state/session';
import { keep } from '../../state/store';
import { times } from '../../state/texts';
import './privacy.css';
import { say, wordsReady } from './texts';

const requests = new EntityMap<PersonRequest>();
keep('person_request', requests);

interface Plan {
  conversations: number;
  messages: number;
  addresses: number;
  kept: Kept[];
}

interface PrivacyProps {
  customer: Customer;
  kind: 'export' | 'erasure';
  onClose: () => void;
}

export function Privacy({ customer, kind, onClose }: PrivacyProps) {
  if (!wordsReady()) return null;
  const props = { customer, onClose };
  return kind === 'export' ? <ExportDialog {...props} /> : <EraseDialog {...props} />;
}

type DialogProps = Omit<PrivacyProps, 'kind'>;

function ExportDialog({ customer, onClose }: DialogProps) {
  const [busy, setBusy] = useState(false);
  const latest = useLatest(customer, 'export');
  const underWay = latest?.state === 'waiting' || latest?.state === 'running';
  const ask = () => {
    setBusy(true);
    http
      .post<PersonRequest>(`/customers/${customer.id}/export`)
      .then(made => requests.upsert(made), complain)
      .finally(() => setBusy(false));
  };
  return (
    <Dialog title={say('export.title')} onClose={onClose} closeLabel={say('close')}>
      <p class="privacy-text">{say('export.text', { name: customer.name })}</p>
      {latest && (
        <p class="privacy-text" role="status">
          {say(`request.${latest.state}`)} · {times(zone()).full(latest.created_at)}
        </p>
      )}
      <DialogButtons>
        <Button busy={busy} disabled={underWay} onClick={ask}>
          {say('export.ask')}
        </Button>
        {latest?.state === 'ready' && (
          <a
            class="button button-primary"
            href={`/api/v1/person-requests/${latest.id}/file`}
            download
          >
            <DownloadIcon />
            {say('export.download')}
          </a>
        )}
      </DialogButtons>
    </Dialog>
  );
}

/** What stays of a person who is erased, each with its reason: the law's name, or the house's rule. */
function KeptList({ kept }: { kept: Kept[] }) {
  if (kept.length === 0) return null;
  return (
    <section class="privacy-kept">
      <h3>{say('erase.kept')}</h3>
      <ul>
        {kept.map(({ record_class, count, until, law }) => (
          <li key={record_class}>
            <b>{say(`class.${record_class}`)}</b>{' '}
            {say('erase.until', { count, when: times(zone()).full(until) })}
            <small lang={law ? '' : undefined}>{law || say('erase.house')}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was asked about a person, the latest of a kind. */
function useLatest(customer: Customer, kind: PersonRequest['kind']): PersonRequest | undefined {
  useEffect(() => {
    http
      .get<PersonRequest[]>(`/customers/${customer.id}/person-requests`)
      .then(found => requests.upsertAll(found), complain);
  }, [customer.id]);
  return requests
    .values()
    .filter(each => each.kind === kind && each.customer_ids.includes(customer.id))
    .sort((one, other) => other.id - one.id)[0];
}

/** How an erasure went: while it runs, that it does; then what was kept and why. */
function Erasure({ asked }: { asked: PersonRequest }) {
  const { state, finished_at, kept } = asked;
  if (state === 'failed') return <p class="privacy-text">{say('request.failed')}</p>;
  if (finished_at === null) return <p class="privacy-text">{say('erase.begun')}</p>;
  return (
    <>
      <p class="privacy-text">{say('erase.before', { when: times(zone()).full(finished_at) })}</p>
      <KeptList kept={kept} />
    </>
  );
}

function EraseDialog({ customer, onClose }: DialogProps) {
  const asked = useLatest(customer, 'erasure');
  const [plan, setPlan] = useState<Plan | null>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    http.get<Plan>(`/customers/${customer.id}/erasure-plan`).then(setPlan, error => {
      complain(error);
      onClose();
    });
  }, [customer.id]);
  const erase = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    http.post<PersonRequest>(`/customers/${customer.id}/erase`, { reason }).then(
      made => {
        requests.upsert(made);
        toast(say('erase.begun'));
        onClose();
      },
      error => {
        setBusy(false);
        complain(error);
      },
    );
  };
  // Once it is done, or under way, there is nothing more to ask for.
  const settled = asked !== undefined && asked.state !== 'failed';
  return (
    <Dialog title={say('erase.title')} onClose={onClose} closeLabel={say('close')}>
      {asked && <Erasure asked={asked} />}
      {!settled && (
        <>
          <p class="privacy-text">{say('erase.text', { name: customer.name })}</p>
          {plan ? <PlanText plan={plan} /> : <Bar width="60%" />}
          <form onSubmit={erase}>
            <Field
              label={say('erase.reason')}
              hint={say('erase.reason.hint')}
              value={reason}
              required
              maxLength={500}
              onInput={event => setReason(event.currentTarget.value)}
            />
            <DialogButtons>
              <Button onClick={onClose}>{say('cancel')}</Button>
              <Button type="submit" tone="danger" busy={busy} disabled={!plan || !reason.trim()}>
                {say('erase.do')}
              </Button>
            </DialogButtons>
          </form>
        </>
      )}
    </Dialog>
  );
}

function PlanText({ plan: { conversations, messages, addresses, kept } }: { plan: Plan }) {
  return (
    <>
      <p class="privacy-text">{say('erase.plan', { conversations, messages, addresses })}</p>
      <KeptList kept={kept} />
    </>
  );
}
