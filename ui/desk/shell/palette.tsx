// Ctrl+K: go anywhere, do anything, find anybody, by typing.

import { Avatar } from '@shared/components/avatar';
import { SearchIcon } from '@shared/components/icons';
import { keyLabel } from '@shared/components/keyboard';
import { type Choice, matches, Picker } from '@shared/components/picker';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Found, find } from '../search/find';
import { openId } from '../state/live';
import { go, pathTo, VIEWS } from '../state/router';
import { conversations, customers, shops } from '../state/store';
import { t } from '../state/texts';
import { panel } from './layout';
import './palette.css';
import { VIEW_ICONS } from './rail';
import { KEYS } from './shortcuts';

const MOST_PEOPLE = 6;
const PAUSE = 140;

export function Palette() {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found[]>([]);
  const words = typed.trim();

  useEffect(() => {
    if (!words) {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      find({ q: words, limit: 5 }, abort.signal).then(
        page => setFound(page.items),
        () => {}, // superseded, or the line is down: what is known here is still offered
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [words]);

  const fixed = useMemo(commands, [openId.value]);
  const choices = [
    ...fixed.filter(choice => matches(choice, words)),
    ...(words ? [...inSight(words), ...messages(found), everything(words)] : []),
  ];

  const close = () => {
    panel.value = null;
  };
  const pick = (picked: string) => {
    close();
    const [kind = '', ...rest] = picked.split(' ');
    const what = rest.join(' ');
    // Once the palette has gone: behind it nothing takes the focus.
    if (kind === 'key')
      setTimeout(() => KEYS.find(key => key.key === what)?.run(new KeyboardEvent('keydown')));
    else go(what);
  };

  return (
    <PaletteFrame onClose={close}>
      <Picker
        label={t('key.palette')}
        placeholder={t('palette.placeholder')}
        none={t('search.none')}
        choices={choices}
        filtered
        onType={setTyped}
        onPick={pick}
      />
    </PaletteFrame>
  );
}

function PaletteFrame({
  onClose,
  children,
}: {
  onClose: () => void;
  children: preact.ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closed, and not only gone: the focus goes back to where it was.
    return () => element?.close();
  }, []);
  return (
    <dialog
      class="palette"
      aria-label={t('key.palette')}
      ref={dialog}
      onCancel={onClose}
      onMouseDown={event => {
        if (event.target === event.currentTarget) onClose();
      }}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'k' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          onClose();
        }
      }}
    >
      {children}
    </dialog>
  );
}

/** What can be done from here: with the open conversation, and moving about the desk. */
function commands(): Choice[] {
  const open = openId.peek() !== null;
  const handled = KEYS.filter(({ group }) => open && (group === 'handle' || group === 'write'));
  return [
    ...handled.map(key => ({
      id: `key ${key.key}`,
      label: t(key.text),
      group: t('palette.conversation'),
      detail: <kbd>{keyLabel(key.key)}</kbd>,
    })),
    ...VIEWS.map((name, index) => {
      const Glyph = VIEW_ICONS[name];
      return {
        id: `go ${pathTo.inbox(name)}`,
        label: t(`view.${name}`),
        group: t('palette.go'),
        icon: <Glyph />,
        detail: <kbd>{index + 1}</kbd>,
      };
    }),
    { id: `go ${pathTo.settings()}`, label: t('settings'), group: t('palette.go') },
    { id: 'key ?', label: t('key.sheet'), group: t('palette.go'), detail: <kbd>?</kbd> },
  ];
}

/** Conversations already known here, by their customer's name. */
function inSight(words: string): Choice[] {
  const found: Choice[] = [];
  for (const conversation of conversations.peekValues()) {
    const customer = customers.peek(conversation.customer_id);
    if (!customer) continue;
    const choice = {
      id: `go ${pathTo.conversation(conversation.id)}`,
      label: customer.name,
      words: customer.email ?? '',
      group: t('palette.customers'),
      icon: <Avatar name={customer.name} seed={customer.id} size={20} />,
      detail: shops.peek(conversation.shop_id)?.name,
    };
    if (matches(choice, words)) found.push(choice);
    if (found.length >= MOST_PEOPLE) break;
  }
  return found;
}

function messages(found: readonly Found[]): Choice[] {
  return found.map(({ message, conversation }) => ({
    id: `go ${pathTo.conversation(conversation.id, message.seq)}`,
    label: message.body,
    group: t('palette.messages'),
    icon: <SearchIcon />,
    detail: customers.peek(conversation.customer_id)?.name,
  }));
}

const everything = (words: string): Choice => ({
  id: `go ${pathTo.search(words)}`,
  label: t('palette.search', { words }),
  group: ' ',
  icon: <SearchIcon />,
});
