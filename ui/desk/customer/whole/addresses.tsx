// Where parcels go: each address as its country writes it, copied with one press.

import { IconButton } from '@shared/components/button';
import {
  CheckIcon,
  EditIcon,
  FileIcon,
  GlobeIcon,
  StarIcon,
  TrashIcon,
} from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http } from '../../state/session';
import { locale } from '../../state/texts';
import { AddressForm } from './address_form';
import { Fold } from './fold';
import { act, type WholeProfile } from './state';
import { say } from './texts';

type Shown = WholeProfile['addresses'][number];

export function Addresses({ whole }: { whole: WholeProfile }) {
  // By its id: what the feed brings of anything in the profile brings all of it anew.
  const [open, setOpen] = useState<Id | 'new' | null>(null);
  const close = () => setOpen(null);
  return (
    <Fold
      name="addresses"
      title={say('addresses')}
      count={whole.addresses.length}
      add={{ label: say('address.add'), run: () => setOpen('new') }}
    >
      {open === 'new' && <AddressForm whole={whole} onDone={close} />}
      {whole.addresses.length === 0 && open === null && (
        <p class="customer-none">{say('addresses.none')}</p>
      )}
      {whole.addresses.map(each =>
        open === each.address.id ? (
          <AddressForm key={each.address.id} whole={whole} before={each.address} onDone={close} />
        ) : (
          <AddressCard
            key={each.address.id}
            shown={each}
            whole={whole}
            onEdit={() => setOpen(each.address.id)}
          />
        ),
      )}
    </Fold>
  );
}

interface CardProps {
  shown: Shown;
  whole: WholeProfile;
  onEdit: () => void;
}

function AddressCard({ shown: { address, label, label_abroad }, whole, onEdit }: CardProps) {
  const [copied, setCopied] = useState('');
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(() => {
      setCopied(text);
      toast(say('address.copied'));
      setTimeout(() => setCopied(''), 2000);
    }, complain);
  };
  const remove = () => void act(whole.customer.id, () => http.delete(`/addresses/${address.id}`));
  const country = new Intl.DisplayNames(locale.value, { type: 'region' }).of(address.country);
  return (
    <article class="address">
      <header>
        {address.preferred && <StarIcon size={12} label={say('address.preferred')} />}
        <span>{[address.title, country].filter(Boolean).join(' · ')}</span>
      </header>
      <pre dir="auto">{label}</pre>
      <footer>
        <IconButton
          icon={copied === label ? CheckIcon : FileIcon}
          label={say('address.copy')}
          onClick={() => copy(label)}
        />
        <IconButton
          icon={copied === label_abroad ? CheckIcon : GlobeIcon}
          label={say('address.copyAbroad')}
          onClick={() => copy(label_abroad)}
        />
        <IconButton icon={EditIcon} label={say('address.edit')} onClick={onEdit} />
        <IconButton icon={TrashIcon} label={say('address.remove')} onClick={remove} />
      </footer>
    </article>
  );
}
