// Bringing orders in from a file that a shop's platform exports, or a spreadsheet.

import type { OrderImport } from '@shared/imports';
import { money } from '@shared/orders';
import { EntityMap } from '@shared/store/entities';
import type { ImportKind, Preview, Wish } from '../../imports/kind';
import { ImportPage } from '../../imports/page';
import { zonesWith } from '../../settings/parts/zones';
import { zone } from '../../state/session';
import { keep } from '../../state/store';
import { locale, times } from '../../state/texts';
import { journeys } from '../state';
import { say, wordsReady } from './texts';

/** An order as the first rows would make it. */
interface Understood {
  line: number;
  number: string;
  state: string;
  placed_at: string;
  currency: string;
  total: number;
  buyer: string;
  lines: number;
}

type OrderPreview = Preview<OrderImport> & { orders: Understood[] };

const imports = new EntityMap<OrderImport>();
keep('order_import', imports);

const FIELDS = [
  'number',
  'external_id',
  'state',
  'fulfilment',
  'placed_at',
  'updated_at',
  'paid_at',
  'cancelled_at',
  'currency',
  'total',
  'shipping',
  'tax',
  'discount',
  'paid',
  'refunded',
  'title',
  'sku',
  'quantity',
  'price',
  'line_total',
  'seller',
  'buyer_id',
  'buyer_name',
  'buyer_family',
  'buyer_given',
  'buyer_email',
  'buyer_phone',
  'ship_name',
  'ship_family',
  'ship_given',
  'ship_street',
  'ship_building',
  'ship_city',
  'ship_region',
  'ship_postcode',
  'ship_country',
  'ship_phone',
  'note',
  'flag',
  'flag_label',
] as const;
const SHOWN = 6;

const KIND: ImportKind<OrderImport, OrderPreview> = {
  path: '/order-imports',
  imports,
  accept: '.csv,.tsv,.txt,.xlsx,.xls,text/csv',
  title: () => say('title'),
  text: () => say('text'),
  fields: () => FIELDS.map(field => [field, say(`field.${field}`)] as const),
  goesOn: true,
  faultsFile: true,
  Understood: Terms,
  Made,
};

export function OrderImportsPage() {
  return wordsReady() ? <ImportPage kind={KIND} /> : null;
}

/** What no column says: from where the orders are, in which money, and whose clock the times are. */
function Terms({ of, again }: { of: OrderImport; again: (wish: Wish) => void }) {
  return (
    <>
      <label>
        {say('platform')}
        <input
          class="input"
          value={of.platform}
          maxLength={60}
          onChange={event => again({ platform: event.currentTarget.value })}
        />
      </label>
      <label>
        {say('currency')}
        <input
          class="input"
          value={of.currency}
          maxLength={10}
          onChange={event => again({ currency: event.currentTarget.value })}
        />
      </label>
      <label>
        {say('zone')}
        <select
          class="input"
          value={of.zone}
          onChange={event => again({ zone: event.currentTarget.value })}
        >
          {zonesWith(of.zone).map(each => (
            <option key={each} value={each}>
              {each.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Made({ preview: { orders } }: { preview: OrderPreview }) {
  const states = journeys.value?.direct;
  return (
    <div class="import-made">
      <p>{say(orders.length ? 'made' : 'made.none')}</p>
      {orders.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must take the focus
        <section class="import-table" tabIndex={0} aria-label={say('made')}>
          <table>
            <tbody>
              {orders.slice(0, SHOWN).map(each => (
                <tr key={each.line}>
                  <td>
                    <bdi>{each.number}</bdi>
                  </td>
                  <td>
                    <time dateTime={each.placed_at}>{times(zone()).moment(each.placed_at)}</time>
                  </td>
                  <td>{money(each.total, each.currency, locale.value)}</td>
                  <td>{states?.[each.state]?.name ?? each.state}</td>
                  <td>
                    <bdi>{each.buyer}</bdi>
                  </td>
                  <td>{say('lines', { count: each.lines })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
