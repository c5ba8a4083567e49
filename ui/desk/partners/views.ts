// Which requests stand in which view; as `GET /partner-requests?view=` says it.

import type { PartnerRequest } from '@shared/partners';

export const REQUEST_VIEWS = ['owed', 'ours', 'all'] as const;
export type ShownView = (typeof REQUEST_VIEWS)[number];

export function belongs(request: Pick<PartnerRequest, 'waits_on'>, view: ShownView): boolean {
  if (view === 'owed') return request.waits_on === 'partner';
  if (view === 'ours') return request.waits_on === 'us';
  return true;
}

/** What is owed the oldest first; all of them the newest first. */
export function order(view: ShownView) {
  const by = (one: PartnerRequest, other: PartnerRequest) =>
    one.asked_at.localeCompare(other.asked_at) || one.id - other.id;
  return view === 'all' ? (one: PartnerRequest, other: PartnerRequest) => by(other, one) : by;
}
