// The one file a shop's page loads: a button. The chat itself comes when it is opened, or when this
// browser has something to hear or to send.

import type { Problem, Shop } from './contract.ts';
import type { Window as Chat, Handover } from './handover.ts';
import css from './loader.css?inline';
import { ink, parse } from './text/contrast.ts';
import { choose, type Locale } from './text/locale.ts';

declare const CHAT_FILE: string;

declare global {
  interface Window {
    madoguchi?: Chat;
  }
}

const LABELS: Record<Locale, string> = {
  'zh-CN': '在线客服',
  'zh-TW': '線上客服',
  ja: 'チャットで相談する',
  ko: '채팅 상담',
  en: 'Chat with us',
  fr: 'Discuter avec nous',
  es: 'Hable con nosotros',
};
const SVG = 'http://www.w3.org/2000/svg';

const script = document.currentScript as HTMLScriptElement;
const { shop: key = '', identity, locale: wish, colorScheme: scheme } = script.dataset;
const base = new URL('.', script.src).href;
const shelf = identity ? `${key}@${subject(identity)}` : key;

/** Whom a signed token names; believed by nobody but this browser's own memory. */
function subject(token: string): unknown {
  try {
    const [body = ''] = token.split('.');
    return JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))).external_id;
  } catch {
    return '';
  }
}

/** What the chat has left in this browser. */
function recall(name: string): string | null {
  try {
    return localStorage.getItem(`madoguchi:${shelf}:${name}`);
  } catch {
    return null;
  }
}

/** The shop's card; nothing is shown where the desk does not know the shop. */
async function begin(): Promise<void> {
  const answer = await fetch(`${base}chat/v1/shops/${encodeURIComponent(key)}`);
  if (!answer.ok) {
    const { title } = (await answer.json()) as Problem;
    // biome-ignore lint/suspicious/noConsole: the shop's developer must learn why there is no button.
    return console.warn(title);
  }
  show((await answer.json()) as Shop);
}

/** Built by hand, not from markup: a page with Trusted Types refuses markup. */
function show(shop: Shop): void {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement('button');
  const wishes = [recall('locale'), wish, ...navigator.languages, shop.locale];
  const locale = choose(wishes, shop.widget.languages);
  const label = LABELS[locale];
  button.style.background = shop.color;
  button.style.color = ink(parse(shop.color));
  button.style[shop.widget.position] = '20px';
  button.id = 'chat';
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M4 5h16v11h-9l-4.5 4v-4H4z');
  icon.append(path);
  button.append(icon);
  root.append(button);

  const given: Handover = {
    base,
    key,
    shop,
    identity,
    shelf,
    locale,
    scheme,
    host,
    root,
    button,
    badge(unread) {
      button.dataset.unread = `${Math.min(unread, 99)}`;
      button.setAttribute('aria-label', unread ? `${label} (${unread})` : label);
    },
  };

  let loading: Promise<Chat> | undefined;
  const ask = (what: keyof Chat) => () => void load().then(chat => chat[what]());
  const load = () => {
    loading ??= import(/* @vite-ignore */ `${base}screens/widget/${CHAT_FILE}`).then(module =>
      module.mount(given),
    );
    loading.then(
      () => {
        button.onclick = ask('toggle');
      },
      // A chunk that did not arrive is asked for again at the next tap.
      () => {
        loading = undefined;
      },
    );
    return loading;
  };
  // Until the window is there a tap opens, even what the page before has left open.
  button.onclick = ask('open');
  window.madoguchi = { open: ask('open'), close: ask('close'), toggle: ask('toggle') };

  const seen = JSON.parse(recall('seen') ?? '{}') as { unread?: number; live?: boolean };
  given.badge(seen.unread ?? 0);
  // Beside the body: safe from a page that transforms, replaces or styles it.
  document.documentElement.append(host);
  if (seen.unread || seen.live) void load();
}

if (!window.madoguchi) {
  // A desk that is away for a moment, as while it restarts, is asked again.
  const start = () =>
    // A page that is never at rest gets its button all the same.
    (window.requestIdleCallback ?? setTimeout)(
      () => void begin().catch(() => setTimeout(start, 9999)),
      { timeout: 999 },
    );
  if (document.readyState === 'complete') start();
  else addEventListener('load', start);
}
