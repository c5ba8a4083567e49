// The chat window: put together here, drawn by `view/`, driven by `state/`.

import type { Window as Chat, Handover } from './handover.ts';
import { move, shelf as shelfOf } from './state/shelf.ts';
import { signal, watch } from './state/signal.ts';
import { talk as talkWith } from './state/talk.ts';
import { sheet as css } from './style/sheet';
import { look } from './text/look.ts';
import { texts as textsIn } from './text/texts.ts';
import { chime } from './view/chime.ts';
import { Panel } from './view/Panel.tsx';
import { render } from './view/render.ts';
import { furnish } from './view/room.ts';
import { settle } from './view/Timeline.tsx';

const TITLE = /^\(\d+\) /;

/** A media query as a signal. */
function media(query: string) {
  const list = matchMedia(query);
  const found = signal(list.matches);
  list.addEventListener('change', () => {
    found.value = list.matches;
  });
  return found;
}

/** Whether the window was open on the page before, in this tab. */
function left(): boolean {
  try {
    return sessionStorage.getItem('madoguchi') === 'open';
  } catch {
    return false;
  }
}

function remember(open: boolean): void {
  try {
    sessionStorage.setItem('madoguchi', open ? 'open' : '');
  } catch {
    // Storage denied: closed on the next page.
  }
}

/** Builds the window beside the loader's button, closed, and begins to listen to the desk. */
export async function mount(given: Handover): Promise<Chat> {
  const { root, button, key, shop: card } = given;
  const shelf = shelfOf(given.shelf);
  if (given.identity && !shelf.get('visitor')) move(shelfOf(key), shelf);
  const shop = signal(card);
  const texts = await textsIn(given.locale, shop);
  const full = media('(max-width: 480px), (max-height: 440px)');
  const open = signal(left() && !full.value);
  const night = media('(prefers-color-scheme: dark)');
  const sound = signal(shelf.get('sound') === 'on');
  const minute = signal(0);
  setInterval(() => {
    minute.value = Date.now();
  }, 20_000);

  const talk = talkWith(
    given,
    shelf,
    shop,
    () => texts.locale.value,
    () => sound.value && !talk.looking.value && chime(),
  );
  const close = () => {
    open.value = false;
    button.hidden = false;
    button.focus();
  };
  furnish({
    talk,
    texts,
    shelf,
    shop,
    open,
    full,
    sound,
    picture: signal(null),
    call: signal(null),
    base: given.base,
    opens() {
      const at = shop.value.opens_at;
      return at && Date.parse(at) > Date.now() ? at : null;
    },
    close,
  });

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const place = document.createElement('div');
  root.append(place);
  // The page's own shortcuts must not take what is typed here for theirs.
  for (const type of ['keydown', 'keypress', 'keyup']) {
    place.addEventListener(type, event => event.stopPropagation());
  }

  let drawn = true;
  function draw(): void {
    drawn = true;
    const scheme = given.scheme ?? (night.value ? 'dark' : 'light');
    const colors = look(shop.value.color, scheme === 'dark');
    for (const name in colors) place.style.setProperty(name, colors[name] as string);
    render(Panel({ scheme }) as Parameters<typeof render>[0], place);
    stretch();
    settle();
  }

  /** On a phone: the part of the page that is really seen, above the keyboard; nothing behind it. */
  function stretch(): void {
    const whole = open.value && full.value;
    const panel = place.firstElementChild as HTMLElement;
    const view = visualViewport;
    panel.style.height = whole && view ? `${view.height}px` : '';
    panel.style.top = whole && view ? `${view.offsetTop}px` : '';
    if (button.hidden === whole) return;
    button.hidden = whole;
    document.body.inert = whole;
    document.documentElement.style.overflow = whole ? 'hidden' : '';
  }
  visualViewport?.addEventListener('resize', stretch);
  visualViewport?.addEventListener('scroll', stretch);
  document.addEventListener('visibilitychange', settle);

  draw();
  watch(() => {
    if (drawn) requestAnimationFrame(draw);
    drawn = false;
    const unread = talk.looking.value ? 0 : talk.unread();
    given.badge(unread);
    button.ariaExpanded = `${open.value}`;
    // A window left open is open on the shop's next page, in this tab and without taking the focus.
    remember(open.value);
    shelf.set('sound', sound.value ? 'on' : null);
    const bare = document.title.replace(TITLE, '');
    const title = unread ? `(${unread}) ${bare}` : bare;
    if (title !== document.title) document.title = title;
  });

  const show = () => {
    open.value = true;
    // Once it is drawn: what is hidden cannot be focused. On a phone the keyboard would cover it all.
    const place = full.value ? '.log' : 'textarea';
    requestAnimationFrame(() => root.querySelector<HTMLElement>(place)?.focus());
  };
  return { open: show, close, toggle: () => (open.value ? close() : show()) };
}
