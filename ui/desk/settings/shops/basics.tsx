// What a shop is called, where it sells and lives; and taking it out of use.

import { Button } from '@shared/components/button';
import { ReopenIcon, TrashIcon } from '@shared/components/icons';
import type { Shop } from '@shared/contracts';
import { shops } from '../../state/store';
import { useForm } from '../parts/form';
import { SaveBar } from '../parts/save_bar';
import { patchOrComplain } from '../parts/undoable';
import { say } from '../texts';
import { changeShop, type PartProps } from './change_shop';
import type { Platform } from './platforms';
import { type ShopBasics, ShopFields } from './shop_fields';

const basicsOf = ({ name, platform, locale, zone }: Shop): ShopBasics => ({
  name,
  platform: platform as Platform,
  locale,
  zone,
});

export function BasicsPart({ shop }: PartProps) {
  const form = useForm(basicsOf(shop), `shop ${shop.id}`);
  const save = form.submit(async values => {
    await changeShop(shop, values);
    form.reset(values);
  });
  return (
    <>
      <form onSubmit={save} class="narrow">
        <ShopFields form={form} />
        <SaveBar form={form} />
      </form>
      <section class="settings-part apart">
        <h2>{say(shop.archived_at ? 'shop.unarchive' : 'shop.archive')}</h2>
        <p class="part-text">
          {say(shop.archived_at ? 'shop.unarchive.text' : 'shop.archive.text')}
        </p>
        <Button
          icon={shop.archived_at ? ReopenIcon : TrashIcon}
          onClick={() => void archive(shop, shop.archived_at === null)}
        >
          {say(shop.archived_at ? 'shop.unarchive' : 'shop.archive')}
        </Button>
      </section>
    </>
  );
}

const archive = (shop: Shop, archived: boolean) =>
  patchOrComplain<Shop>({
    path: `/shops/${shop.id}`,
    to: { archived },
    back: { archived: !archived },
    text: say(archived ? 'shop.isArchived' : 'shop.isBack', { name: shop.name }),
    take: answer => shops.upsert(answer),
  });
