// The targets in force, as people read them: what holds for all, and what some have of their own.

import { shops } from '../state/store';
import { language } from '../state/texts';
import type { OwnTarget } from './contracts';
import { channelName } from './filter';
import { targetText } from './format';

/** 60 s · Email 4 h */
export function targetsText(seconds: number, own: readonly OwnTarget[]): string {
  return [
    targetText(seconds),
    ...own.map(each => `${placeText(each)} ${targetText(each.seconds)}`),
  ].join(' · ');
}

function placeText(target: OwnTarget): string {
  const parts = [
    target.shop_id === null ? null : (shops.get(target.shop_id)?.name ?? `#${target.shop_id}`),
    target.channel === null ? null : channelName(target.channel),
    target.language === null ? null : language(target.language),
    target.tier,
  ];
  return parts.filter(Boolean).join(', ');
}
