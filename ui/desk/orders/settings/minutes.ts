// Minutes of a day as a clock shows them, and back.

const two = (value: number): string => String(value).padStart(2, '0');

/** 1260 is "21:00". */
export const clockOf = (minutes: number): string =>
  `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** "21:00" is 1260; what is no time is null. */
export function minutesOf(clock: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(clock) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}
