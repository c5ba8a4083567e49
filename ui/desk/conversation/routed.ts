// Why somebody was given a conversation, in the reader's words.

import type { SystemLine } from '@shared/contracts';
import { hasText, language, t } from '../state/texts';

type Params = SystemLine['params'];

/** "Japanese, last served, 4 of 12". */
export function whyRouted(params: Params): string {
  const said = (name: string) => String(params[name] ?? '');
  const reasons: string[] = [];
  if (params.absent) {
    const key = `why.${params.absent}`;
    if (hasText(key)) reasons.push(t(key, { holder: said('holder') }));
  }
  if (params.overflow) reasons.push(t('why.overflow', { team: said('overflow') }));
  if (params.skill) reasons.push(skillName(said('skill')));
  if (params.language) reasons.push(language(said('language')));
  if (params.last_served) reasons.push(t('why.last_served'));
  reasons.push(t('why.load', { load: said('load'), capacity: said('capacity') }));
  return reasons.join(t('why.and'));
}

/** A skill's name: the desk's own in the reader's language, the house's as it stands. */
export function skillName(skill: string): string {
  const key = `skill.${skill}`;
  return hasText(key) ? t(key) : skill;
}
