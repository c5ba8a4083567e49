// Addresses as people write them in a line: "Hana <hana@shop.example>, lin@shop.example".

import type { MailAddress } from '@shared/contracts';

const ONE = /^\s*(?:(?<name>"[^"]*"|[^<"]*?)\s*<(?<inner>[^<>\s]+)>|(?<bare>[^<>\s]+))\s*$/;
const WHOLE = /^[^@\s<>,;]{1,64}@[^@\s<>,;.]+(?:\.[^@\s<>,;.]+)+$/;
/** Commas and semicolons as Latin and Chinese keyboards have them; not those within quotes. */
const BETWEEN = /[,;，；、\n]+(?=(?:[^"]*"[^"]*")*[^"]*$)/;

/** Read a line of addresses; what cannot be one comes back in `wrong`, as it was written. */
export function readAddresses(line: string): { addresses: MailAddress[]; wrong: string[] } {
  const addresses: MailAddress[] = [];
  const wrong: string[] = [];
  for (const piece of line.split(BETWEEN)) {
    if (!piece.trim()) continue;
    const found = ONE.exec(piece)?.groups;
    const address = found?.inner ?? found?.bare ?? '';
    if (!WHOLE.test(address)) wrong.push(piece.trim());
    else addresses.push({ address, name: (found?.name ?? '').replaceAll('"', '').trim() });
  }
  return { addresses, wrong };
}

/** Write addresses in a line, so that `readAddresses` reads the same. */
export const writeAddresses = (addresses: readonly MailAddress[]): string =>
  addresses
    .map(({ address, name }) =>
      name && name !== address
        ? `${/[,;，；、<>]/.test(name) ? `"${name}"` : name} <${address}>`
        : address,
    )
    .join(', ');
