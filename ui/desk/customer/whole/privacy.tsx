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
  useEffect(() => {
    http
      .get<PersonRequest[]>(`/customers/${customer.id}/person-requests`)
      .then(found => requests.upsertAll(found), complain);
  }, [customer.id]);
  const latest = requests
    .values()
    .filter(each => each.kind === 'export' && each.customer_id === customer.id)
    .sort((one, other) => other.id - one.id)[0];
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

function EraseDialog({ customer, onClose }: DialogProps) {
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
  return (
    <Dialog title={say('erase.title')} onClose={onClose} closeLabel={say('close')}>
      <p class="privacy-text">{say('erase.text', { name: customer.name })}</p>
      {plan ? (
        <>
          <p class="privacy-text">
            {say('erase.plan', {
              conversations: plan.conversations,
              messages: plan.messages,
              addresses: plan.addresses,
            })}
          </p>
          {plan.kept.length > 0 && (
            <section class="privacy-kept">
              <h3>{say('erase.kept')}</h3>
              <ul>
                {plan.kept.map(({ record_class, count, until, law }) => (
                  <li key={record_class}>
                    <b>{say(`class.${record_class}`)}</b>{' '}
                    {say('erase.until', { count, when: times(zone()).full(until) })}
                    {law && <small lang="">{law}</small>}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      ) : (
        <Bar width="60%" />
      )}
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
    </Dialog>
  );
}
