// Standards in words: what is owed, where, by when, in whose hours.

import { shops } from '../../state/store';
import { locale, t } from '../../state/texts';
import { languageOf } from '../parts/names';
import { say } from '../texts';
import { type Scope, type Standard, secondsIn, type Target, unitOf } from './standard';

/** A length of time: `60 seconds`, `4 hours`. */
function lengthText(seconds: number): string {
  const unit = unitOf(seconds);
  return new Intl.NumberFormat(locale.value, {
    style: 'unit',
    unit: unit.slice(0, -1),
    unitDisplay: 'long',
  }).format(seconds / secondsIn(unit));
}

export function targetText(target: Target): string {
  switch (target.type) {
    case 'within': {
      const length = lengthText(target.seconds);
      return target.at_opening ? say('standards.atOpening', { length }) : length;
    }
    case 'business_days':
      return say('standards.businessDays', { count: target.days });
    case 'rings':
      return target.seconds === null
        ? say('standards.rings', { count: target.count })
        : lengthText(target.seconds);
    case 'as_promised':
      return say('standards.asPromised');
  }
}

export function placeText({ shop, channel, language, tier }: Scope): string {
  const parts = [
    shop !== null && (shops.get(shop)?.name ?? '…'),
    channel && channelText(channel),
    language && languageOf(language),
    tier && `#${tier}`,
  ].filter(Boolean);
  return parts.length ? parts.join(' · ') : say('standards.everywhere');
}

export const channelText = (channel: string): string =>
  channel === 'email' ? t('channel.email') : say('standards.channel.webchat');

export const standardText = (standard: Standard): string =>
  `${t(`owed.${standard.subject}`)} (${placeText(standard.scope)}): ${targetText(standard.target)}`;
