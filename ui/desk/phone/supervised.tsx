// Who else is on a call to see that it goes well: whoever has it always sees it.

import { EyeIcon } from '@shared/components/icons';
import { me } from '../state/session';
import { people } from '../state/store';
import type { Call } from './contracts';
import './supervised.css';
import { say } from './texts';

export function Supervised({ call }: { call: Call }) {
  const others = call.supervisors.filter(each => each.person_id !== me.value?.id);
  return (
    <ul class="phone-supervised" aria-live="polite">
      {others.map(({ person_id, how }) => (
        <li key={person_id} data-how={how}>
          <EyeIcon size={14} />
          {say(`supervised.${how}`, { name: people.get(person_id)?.name ?? '…' })}
        </li>
      ))}
    </ul>
  );
}
