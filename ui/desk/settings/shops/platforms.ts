// Where shops sell, and the languages that their chat window speaks.

import type { DeskLocale } from '../../state/texts';

export const PLATFORMS = [
  'tmall',
  'taobao',
  'jd',
  'rakuten',
  'amazon',
  'shopify',
  'proxy',
  'other',
] as const;
export type Platform = (typeof PLATFORMS)[number];

export { LOCALES as WIDGET_LOCALES } from '../../../widget/text/locale';
export { NAMES as WIDGET_NAMES } from '../../../widget/text/texts';

/** A shop's likely home, by the language its owner reads. */
export const HOME_ZONES: Record<DeskLocale, string> = {
  'zh-CN': 'Asia/Shanghai',
  'zh-TW': 'Asia/Taipei',
  ja: 'Asia/Tokyo',
  ko: 'Asia/Seoul',
  en: 'UTC',
};
