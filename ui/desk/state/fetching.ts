// Fetching what the feed keeps from then on: page by page, and again whenever the line is back.

import { query } from '@shared/http';
import { http } from './session';

/** Fetch, and say nothing where that fails: it is asked again when the line is back. */
export const quietly = (asking: Promise<void>): void => void asking.catch(() => undefined);

/** Hand each page of a list to `take`, until it ends or `most` have come. */
export async function eachPage<T extends { next_cursor: string | null }>(
  path: string,
  filter: Record<string, string | number>,
  most: number,
  take: (page: T) => void,
): Promise<void> {
  let cursor: string | null = null;
  for (let page = 0; page < most; page++) {
    const found: T = await http.get<T>(`${path}${query({ ...filter, limit: 200, cursor })}`);
    take(found);
    cursor = found.next_cursor;
    if (cursor === null) return;
  }
}
