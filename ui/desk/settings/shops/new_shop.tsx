// A new shop: what it needs to exist, then straight to the code that brings it to its page.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import type { Shop } from '@shared/contracts';
import { go, pathTo } from '../../state/router';
import { http } from '../../state/session';
import { shops } from '../../state/store';
import { locale, t } from '../../state/texts';
import { FormProblem, useForm } from '../parts/form';
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
        <FormProblem form={form} />
        <DialogButtons>
          <Button tone="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button tone="primary" type="submit" busy={form.busy}>
            {say('shops.make')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
