// An order's card: a message whose last line is the address of the order's page. Drawn for what the
// shop says only; mail and every other channel carry the same as text.

export interface OrderCard {
  title: string;
  lines: string[];
  href: string;
}

const PAGE = /^https?:\/\/\S+\/o\/\d+\.[\da-f]{40}$/;

/** The card that a text is, or null where it is only text. */
export function orderCard(body: string): OrderCard | null {
  const lines = body.split('\n');
  const href = lines.pop() ?? '';
  const title = lines.shift();
  return title && PAGE.test(href) ? { title, lines, href } : null;
}
