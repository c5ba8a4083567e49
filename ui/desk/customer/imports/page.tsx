// Bringing customers in from a file.

import type { CustomerImport } from '@shared/profiles';
import { EntityMap } from '@shared/store/entities';
import type { ImportKind } from '../../imports/kind';
import { ImportPage } from '../../imports/page';
import { keep } from '../../state/store';
import { say, wordsReady } from './texts';

const imports = new EntityMap<CustomerImport>();
keep('customer_import', imports);

const FIELDS = [
  'external_id',
  'name',
  'family_name',
  'given_name',
  'email',
  'phone',
  'locale',
  'tags',
  'tier',
  'note',
  'country',
  'postal_code',
  'region',
  'city',
  'district',
  'street',
  'building',
  'recipient',
] as const;
/** Platforms by their own names, which no language translates. */
const PLATFORMS = {
  line: 'LINE',
  wechat: 'WeChat',
  whatsapp: 'WhatsApp',
  kakao: 'KakaoTalk',
  rakuten: 'Rakuten',
  tmall: 'Tmall',
  taobao: 'Taobao',
  amazon: 'Amazon',
  shopify: 'Shopify',
} as const;

const KIND: ImportKind<CustomerImport> = {
  path: '/customer-imports',
  imports,
  accept: '.csv,.tsv,.txt,text/csv',
  title: () => say('title'),
  text: () => say('text'),
  fields: () => [
    ...FIELDS.map(field => [field, say(`field.${field}`)] as const),
    ...Object.entries(PLATFORMS),
  ],
};

export function ImportsPage() {
  return wordsReady() ? <ImportPage kind={KIND} /> : null;
}
