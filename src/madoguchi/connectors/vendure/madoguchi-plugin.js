'use strict';
// Tells a Madoguchi of every order of this Vendure that changes. Put this file into your project and
// into the plugins of your configuration: MadoguchiPlugin.to({ address, secret }).

const { createHmac, randomUUID } = require('node:crypto');
const core = require('@vendure/core');

const ATTEMPTS = 5;
const PATIENCE = 10_000;
const RELATIONS = [
  'customer',
  'lines',
  'lines.productVariant',
  'lines.productVariant.taxCategory',
  'lines.productVariant.translations',
  'lines.featuredAsset',
  'shippingLines',
  'surcharges',
  'payments',
  'payments.refunds',
  'fulfillments',
];
const EVENTS = [
  core.OrderStateTransitionEvent,
  core.PaymentStateTransitionEvent,
  core.RefundEvent,
  core.RefundStateTransitionEvent,
  core.FulfillmentStateTransitionEvent,
];

const pick = (from, ...names) => from && Object.fromEntries(names.map(name => [name, from[name]]));

class MadoguchiPlugin {
  static options = { address: '', secret: '' };

  /** `address` is the one that the desk shows for its connection, `secret` the one given there. */
  static to(options) {
    MadoguchiPlugin.options = options;
    return MadoguchiPlugin;
  }

  constructor(eventBus, orders, connection, config) {
    Object.assign(this, { eventBus, orders, connection, config });
  }

  onApplicationBootstrap() {
    for (const kind of EVENTS) {
      this.eventBus.ofType(kind).subscribe(event => void this.tell(event));
    }
  }

  async tell(event) {
    try {
      for (const id of await this.ordersOf(event)) {
        const order = await this.orders.findOne(event.ctx, id, RELATIONS);
        if (order && !order.active) await this.post(this.written(order));
      }
    } catch (error) {
      core.Logger.error(`An order was not told: ${error.message}`, 'Madoguchi');
    }
  }

  async ordersOf(event) {
    if (event.order) return [event.order.id];
    const fulfillment = await this.connection.getRepository(event.ctx, core.Fulfillment).findOne({
      where: { id: event.fulfillment.id },
      relations: { lines: { orderLine: { order: true } } },
    });
    return [...new Set(fulfillment.lines.map(line => line.orderLine.order.id))];
  }

  /** The order as the Admin API would give it, as far as the desk reads it. */
  written(order) {
    const { entityIdStrategy, moneyStrategy } = this.config.entityOptions;
    const named = (from, ...names) =>
      from && { id: String(entityIdStrategy.encodeId(from.id)), ...pick(from, ...names) };
    return {
      precision: moneyStrategy.precision ?? 2,
      order: {
        ...named(order, 'code', 'state', 'active', 'createdAt', 'updatedAt', 'orderPlacedAt'),
        ...pick(order, 'currencyCode', 'totalWithTax', 'shippingWithTax', 'shippingAddress'),
        taxSummary: order.taxSummary.map(each => pick(each, 'taxTotal')),
        discounts: order.discounts.map(each => pick(each, 'amountWithTax')),
        customer: named(order.customer, 'firstName', 'lastName', 'emailAddress', 'phoneNumber'),
        lines: order.lines.map(line => ({
          ...pick(line, 'quantity', 'unitPriceWithTax'),
          productVariant: pick(line.productVariant, 'name', 'sku'),
          featuredAsset: pick(line.featuredAsset, 'preview'),
        })),
        payments: order.payments.map(payment => ({
          ...named(payment, 'state', 'amount', 'createdAt', 'updatedAt'),
          refunds: payment.refunds.map(each =>
            named(each, 'state', 'total', 'updatedAt', 'reason'),
          ),
        })),
        fulfillments: order.fulfillments.map(each =>
          named(each, 'state', 'updatedAt', 'trackingCode', 'method'),
        ),
      },
    };
  }

  /** Post it, signed; the same once more, under the same name, where nobody answered. */
  async post(told) {
    const body = JSON.stringify(told);
    const id = randomUUID();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (await this.tried(id, body)) return;
      await new Promise(done => setTimeout(done, 500 * 4 ** attempt));
    }
    core.Logger.warn('The desk does not answer; it asks for what it has missed', 'Madoguchi');
  }

  async tried(id, body) {
    const { address, secret } = MadoguchiPlugin.options;
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    try {
      const answer = await fetch(address, {
        method: 'POST',
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          'Content-Type': 'application/json',
          'Madoguchi-Id': id,
          'Madoguchi-Timestamp': timestamp,
          'Madoguchi-Signature': `v1=${signature}`,
        },
        body,
      });
      return answer.ok;
    } catch {
      return false;
    }
  }
}

// What a decorator would do, in plain JavaScript.
Reflect.defineMetadata(
  'design:paramtypes',
  [core.EventBus, core.OrderService, core.TransactionalConnection, core.ConfigService],
  MadoguchiPlugin,
);
core.VendurePlugin({ imports: [core.PluginCommonModule] })(MadoguchiPlugin);

module.exports = { MadoguchiPlugin };
