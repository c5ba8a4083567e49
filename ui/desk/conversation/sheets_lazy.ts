// The sheets' code, fetched when the first of them is unfolded.

import { lazily } from '../lazily';

export const AssignSheet = lazily(() => import('./assign').then(found => found.AssignSheet));
export const SnoozeSheet = lazily(() => import('./snooze').then(found => found.SnoozeSheet));
export const TagSheet = lazily(() => import('./tag_sheet').then(found => found.TagSheet));
export const WhySheet = lazily(() => import('./why').then(found => found.WhySheet));
export const RedactDialog = lazily(() => import('./redact').then(found => found.RedactDialog));
