// A new shop: what it needs to exist, then straight to the code that brings it to its page.

import { Dialog } from '@shared/components/dialog';
import type { Shop } from '@shared/contracts';
import { go, pathTo } from '../../state/router';
import { http } from '../../state/session';
import { shops } from '../../state/store';
import { locale, t } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { say } from '../texts';
import { HOME_ZONES } from './platforms';
import { type ShopBasics, ShopFields } from './shop_fields';

export const blankShop = (): ShopBasics => ({
  name: '',
  platform: 'other',
  locale: locale.peek(),
  zone: HOME_ZONES[locale.peek()],
});

export function NewShop({ onClose }: { onClose: () => void }) {
  const form = useForm(blankShop());
  const make = form.submit(async values => {
    const made = await http.post<Shop>('/shops', values);
    shops.upsert(made);
    onClose();
    go(pathTo.settings(`shops/${made.id}/embed`));
  });
  return (
    <Dialog title={say('shops.add')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={make}>
        <ShopFields form={form} focus />
        <DialogFoot form={form} action={say('shops.make')} onClose={onClose} />
      </form>
    </Dialog>
  );
}
