// Why something was not done, in words to show.

import { Refusal, Unreachable } from '@shared/http';
import { t } from './texts';

/** The server's own words where it gave any; else that it was not reached, or has not answered. */
export function reason(error: unknown): string {
  if (error instanceof Refusal && error.message) return error.message;
  return t(error instanceof Unreachable && error.late ? 'error.late' : 'error.unreachable');
}
