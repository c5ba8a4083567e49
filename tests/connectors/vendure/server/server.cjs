'use strict';
// A shop on Vendure with its database in memory: node server.cjs PLUGIN ADDRESS SECRET
// It says {"port"} once it is open. What a payment's metadata asks for decides how its refunds go.

const core = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { randomBytes, scryptSync, timingSafeEqual } = require('node:crypto');

const [plugin, address, secret] = process.argv.slice(2);
const { MadoguchiPlugin } = require(plugin);

/** Vendure's own is a native module, which would have to be compiled here. */
const passwords = {
  hash: async text => {
    const salt = randomBytes(16).toString('hex');
    return `${salt}:${scryptSync(text, salt, 32).toString('hex')}`;
  },
  check: async (text, hash) => {
    const [salt, wanted] = hash.split(':');
    return timingSafeEqual(Buffer.from(wanted, 'hex'), scryptSync(text, salt, 32));
  },
};

const card = new core.PaymentMethodHandler({
  code: 'card',
  description: [{ languageCode: 'en', value: 'Card' }],
  args: {},
  createPayment: (_ctx, order, amount, _args, metadata) => ({
    amount,
    state: 'Settled',
    transactionId: `in-${order.code}`,
    metadata,
  }),
  settlePayment: () => ({ success: true }),
  createRefund: (_ctx, _input, _amount, order, payment) => {
    const wanted = payment.metadata.refunds ?? 'Settled';
    // Without an answer it waits for somebody to settle it by hand.
    return wanted === 'later' ? false : { state: wanted, transactionId: `out-${order.code}` };
  },
});

const config = {
  apiOptions: { port: 0, hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
  authOptions: {
    tokenMethod: ['bearer'],
    passwordHashingStrategy: passwords,
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
    requireVerification: false,
  },
  dbConnectionOptions: { type: 'sqljs', synchronize: true, logging: false },
  logger: new core.DefaultLogger({ level: core.LogLevel.Error }),
  paymentOptions: { paymentMethodHandlers: [card] },
  plugins: [MadoguchiPlugin.to({ address, secret })],
};

const beginning = {
  defaultLanguage: 'en',
  defaultZone: 'Asia',
  countries: [{ name: 'Japan', code: 'JP', zone: 'Asia' }],
  taxRates: [{ name: 'Standard', percentage: 10 }],
  shippingMethods: [{ name: 'EMS', price: 150000 }],
  paymentMethods: [{ name: 'card', handler: { code: 'card', arguments: [] } }],
  collections: [],
};

populate(() => core.bootstrap(config), beginning).then(app => {
  process.stdout.write(`${JSON.stringify({ port: app.getHttpServer().address().port })}\n`);
  // Whoever has started it is gone when nobody can write to it any more.
  process.stdin.on('end', () => app.close().finally(() => process.exit(0))).resume();
});
