// The rows that stay out, by line, each with the reason.

import type { Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { type Fault, faultsOf } from './kind';
import { say } from './texts';

export function Faults({ path, id, file }: { path: string; id: Id; file: boolean }) {
  const [faults, setFaults] = useState<Fault[] | null>(null);
  return (
    <details
      class="import-faults"
      onToggle={event => {
        if (event.currentTarget.open && !faults) faultsOf(path, id).then(setFaults, complain);
      }}
    >
      <summary>{say('showFaults')}</summary>
      <FaultList faults={faults ?? []} />
      {file && (
        <a href={http.url(`${path}/${id}/faults.csv`)} download>
          {say('faultsFile')}
        </a>
      )}
    </details>
  );
}

export function FaultList({ faults }: { faults: readonly Fault[] }) {
  return (
    <ul class="fault-list">
      {faults.map(({ line, text, begins }) => (
        <li key={line}>
          <b>{say('fault.line', { line })}</b> {text}{' '}
          <small>
            <bdi>{begins}</bdi>
          </small>
        </li>
      ))}
    </ul>
  );
}
