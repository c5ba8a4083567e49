// A coloured flag on an order, with a few words where its platform names its flags.

import { IconButton } from '@shared/components/button';
import { FlagIcon } from '@shared/components/icons';
import { Menu } from '@shared/components/menu';
import type { Flag, Order } from '@shared/orders';
import { useRef, useState } from 'preact/hooks';
import { journeys, putFlag } from './state';
import { say } from './texts';

const FLAGS: readonly Flag[] = ['red', 'yellow', 'green', 'blue', 'pink', 'grey'];
/** As many characters as a flag's words may have. */
const LONGEST = 20;

export function FlagMark({ flag, label }: { flag: Flag; label: string }) {
  const words = label || say(`flag.${flag}`);
  return (
    <span class={`order-flag is-${flag}`} title={words}>
      <FlagIcon size={12} label={words} />
    </span>
  );
}

export function FlagPicker({ order }: { order: Order }) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const theirs = journeys.value?.flags[order.platform];
  const flags = FLAGS.filter(flag => !theirs || flag in theirs);
  return (
    <span ref={anchor} class={`order-flag is-${order.flag ?? 'none'}`}>
      <IconButton
        icon={FlagIcon}
        label={say('flag')}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Menu
          anchor={anchor.current}
          label={say('flag')}
          onClose={() => setOpen(false)}
          items={[...flags, null].map(flag => ({
            id: flag ?? 'none',
            label: say(flag ? `flag.${flag}` : 'flag.none'),
            icon: FlagIcon,
            checked: order.flag === flag,
            // Another colour means something else: only the same one keeps its words.
            run: () => void putFlag(order.id, flag, flag === order.flag ? order.flag_label : ''),
          }))}
        />
      )}
    </span>
  );
}

export function FlagWords({ order }: { order: Order }) {
  const [words, setWords] = useState<string | null>(null);
  const keep = async () => {
    if (words !== null && words.trim() !== order.flag_label) {
      if (!(await putFlag(order.id, order.flag, words.trim()))) return;
    }
    setWords(held => (held === words ? null : held)); // one may have written on meanwhile
  };
  if (!order.flag) return null;
  return (
    <input
      class="input order-flag-words"
      aria-label={say('flag.words')}
      placeholder={say('flag.words')}
      maxLength={LONGEST}
      value={words ?? order.flag_label}
      onInput={event => setWords(event.currentTarget.value)}
      onBlur={() => void keep()}
      onKeyDown={event => {
        if (event.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
