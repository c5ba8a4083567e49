// Which rows of a long list are drawn: those in sight and a few on either side.

export const ROW_HEIGHT = 84;
const SPARE = 6;

/** The half-open range of rows to draw; lengths in pixels. */
export function windowOf(top: number, height: number, count: number): { from: number; to: number } {
  const first = Math.floor(top / ROW_HEIGHT) - SPARE;
  const last = Math.ceil((top + height) / ROW_HEIGHT) + SPARE;
  const from = Math.max(0, Math.min(first, count));
  return { from, to: Math.max(from, Math.min(last, count)) };
}
