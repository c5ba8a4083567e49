// What leaders settle of orders: how a shop asks by cards, and orders that come in files.

import { OrderImportsPage } from '../imports/page';
import { CardRulesPart } from './cards';

export function OrdersPage() {
  return (
    <>
      <CardRulesPart />
      <OrderImportsPage />
    </>
  );
}
