// A small choice of emoji, those used last first; arrows move, Enter takes.

import { useEffect, useRef } from 'preact/hooks';
import { prefer, preferences } from '../state/preferences';
import { t } from '../state/texts';
import './emoji.css';

/** Picked for shop talk: faces, hands, goods, ways, signs. Written as text, one group a line. */
const GROUPS = {
  faces:
    '😊 😀 😄 😁 😆 😅 🤣 😂 🙂 😉 😍 🥰 😘 😋 😎 🤗 🤔 🫡 🤝 😌 😔 😢 😭 😥 😰 😨 😳 🥺 😓 😩 😤 😠 😱 🤯 😴 🤒 🤧 😷 🥳 😇',
  hands: '👍 👌 🙏 👏 🙌 💪 👋 ✌️ 🤞 🫶 👉 👈 👆 👇 ☝️ ✍️ 🙇 🙇‍♀️ 🙆 🙅 🙋 💁 🤷 🎉',
  hearts: '❤️ 🧡 💛 💚 💙 💜 🤍 💕 💖 ✨ ⭐ 🌟 💯 🔥 🌸 🌷 🌹 🍀 🌈 ☀️ 🌙 ❄️ ☔ ⚡',
  goods: '📦 🎁 🛍️ 🛒 👕 👗 👟 👜 ⌚ 💄 🧴 📱 💻 🎧 📷 🔋 🧸 📚 🍵 🍫 🍰 🍜 🍎 🥂',
  ways: '🚚 ✈️ 🚢 🚄 🏠 🏢 🏭 🏪 🗺️ 📍 📮 📬 🧾 💳 💰 💴 💵 🪙 📅 ⏰ ⏳ ⌛ 📞 📧',
  signs: '✅ ❌ ⭕ ❗ ❓ ⚠️ 🚫 🔔 🔍 🔒 🔑 🔗 📎 📝 📷 📌 ➡️ ⬅️ ⬆️ ⬇️ 🔄 🆗 🆕 🈵',
} as const;

type Group = keyof typeof GROUPS;
const COLUMNS = 8;
const RECENT = 16;

export function Emoji({ onPick }: { onPick: (emoji: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const recent = preferences.value.recentEmoji;
  const pick = (emoji: string) => {
    const others = recent.filter(each => each !== emoji);
    prefer({ recentEmoji: [emoji, ...others].slice(0, RECENT) });
    onPick(emoji);
  };

  useEffect(() => box.current?.querySelector('button')?.focus(), []);

  const keys = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...(box.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
  };

  const group = (name: string, title: string, all: readonly string[]) => (
    <section key={name} aria-label={title}>
      <h3>{title}</h3>
      <div class="emoji-grid">
        {all.map((emoji, index) => (
          <button
            key={index}
            type="button"
            tabIndex={name === 'first' && index === 0 ? 0 : -1}
            onClick={() => pick(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
    </section>
  );

  return (
    <div class="emoji" ref={box} onKeyDown={keys} role="toolbar" aria-label={t('emoji')}>
      {recent.length > 0 && group('first', t('emoji.recent'), recent)}
      {(Object.keys(GROUPS) as Group[]).map((name, index) =>
        group(
          index === 0 && !recent.length ? 'first' : name,
          t(`emoji.${name}`),
          GROUPS[name].split(' '),
        ),
      )}
    </div>
  );
}
