// The widget's own window without its line to the desk: one for the whole screen, furnished anew
// for each shop, language and scheme.

import type { Shop as ChatShop } from '../../../widget/contract';
import loaderCss from '../../../widget/loader.css?inline';
import { blank } from '../../../widget/state/conversation';
import type { Shelf } from '../../../widget/state/shelf';
import { signal, watch } from '../../../widget/state/signal';
import type { Talk } from '../../../widget/state/talk';
import { sheet as chatCss } from '../../../widget/style/sheet';
import { ink, parse } from '../../../widget/text/contrast';
import { choose, type Locale } from '../../../widget/text/locale';
import { look } from '../../../widget/text/look';
import type { Catalogue, Texts } from '../../../widget/text/texts';
import { Panel } from '../../../widget/view/Panel';
import { render } from '../../../widget/view/render';
import { furnish } from '../../../widget/view/room';
import { loadTexts } from './chat_texts';

export interface ShownWindow {
  /** Holds the window and its button in a shadow root; to be put where it shall be seen. */
  host: HTMLElement;
  show(shop: ChatShop, locale: string, scheme: 'light' | 'dark'): Promise<void>;
}

const NOTHING = async () => undefined;
const none = () => {};

/** A talk with nobody: the greeting stands, nothing was said, nothing can be. */
const silence = (): Talk => ({
  state: signal({ ...blank, link: 'live' as const }),
  typing: signal(null),
  place: signal(null),
  present: signal<boolean | null>(true),
  history: signal<'more' | 'loading' | 'start'>('start'),
  looking: signal(false),
  shut: signal(null),
  rating: signal(null),
  parcels: {
    tray: () => [],
    add: none,
    attach: none,
    resume: NOTHING,
    find: () => undefined,
    forget: none,
    local: () => null,
  },
  unread: () => 0,
  headers: () => ({}),
  renew: none,
  say: none,
  choose: none,
  rate: none,
  again: none,
  drop: none,
  writing: none,
  older: NOTHING,
  file: () => undefined,
  fetched: NOTHING,
});

const noShelf: Shelf = { get: () => null, set: none, names: () => [], watch: none };

let made: Promise<ShownWindow> | null = null;

/** The window; the same one each time, as there is one room in the widget's code. */
export function furnishWindow(): Promise<ShownWindow> {
  made ??= make();
  made.catch(() => {
    made = null;
  });
  return made;
}

async function make(): Promise<ShownWindow> {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [loaderCss, chatCss].map(css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  });
  const button = launcher();
  const place = document.createElement('div');
  root.append(button, place);

  const words = signal<Catalogue>(await loadTexts('en'));
  const locale = signal<Locale>('en');
  const scheme = signal<'light' | 'dark'>('light');
  const shop = signal<ChatShop | null>(null);
  const texts: Texts = {
    locale,
    t(key, params = {}) {
      const own = shop.value?.widget.texts[key]?.[locale.value];
      return (own || words.value[key]).replace(/\{(\w+)\}/g, (hole, name) =>
        String(params[name] ?? hole),
      );
    },
    speak: NOTHING,
  };

  watch(() => {
    const shown = shop.value;
    if (!shown) return;
    button.style.background = shown.color;
    button.style.color = ink(parse(shown.color));
    button.style.left = button.style.right = '';
    button.style[shown.widget.position] = '20px';
    for (const [name, value] of Object.entries(look(shown.color, scheme.value === 'dark'))) {
      place.style.setProperty(name, value);
    }
    render(Panel({ scheme: scheme.value }) as Parameters<typeof render>[0], place);
  });

  return {
    host,
    async show(wanted, language, colors) {
      const spoken = choose([language], wanted.widget.languages);
      words.value = await loadTexts(spoken);
      furnish({
        talk: silence(),
        texts,
        shelf: noShelf,
        shop: signal(wanted),
        open: signal(true),
        full: signal(false),
        sound: signal(false),
        picture: signal(null),
        opens: () => null,
        base: '',
        close: none,
        call: signal(null),
      });
      locale.value = spoken;
      scheme.value = colors;
      shop.value = wanted;
    },
  };
}

/** The button that the loader puts on the page. */
function launcher(): HTMLButtonElement {
  const space = 'http://www.w3.org/2000/svg';
  const button = document.createElement('button');
  button.id = 'chat';
  const icon = document.createElementNS(space, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', 'M4 5h16v11h-9l-4.5 4v-4H4z');
  icon.append(path);
  button.append(icon);
  return button;
}
