// Time zones to choose from, the one in use among them even where the browser does not know it.

/** The zone this browser is in. */
export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All zones by name; `UTC` and the one in use are always there. */
export function zonesWith(chosen: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...new Set([...known, 'UTC', chosen])].sort();
}
