// Changing a shop: kept, said, and undone by putting back what was.

import type { Shop } from '@shared/contracts';
import { shops } from '../../state/store';
import { patch } from '../parts/undoable';
import { say } from '../texts';

/** What each part of a shop's page is given. */
export interface PartProps {
  shop: Shop;
}

/** Change a shop, with the way back; throws the refusal. */
export async function changeShop(shop: Shop, to: Partial<Shop>): Promise<void> {
  const back = Object.fromEntries(Object.keys(to).map(name => [name, shop[name as keyof Shop]]));
  await patch<Shop>({
    path: `/shops/${shop.id}`,
    to,
    back,
    text: say('saved'),
    take: answer => shops.upsert(answer),
  });
}
