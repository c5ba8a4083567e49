// Where the customer writes: text that survives a reload, files, emoji.

import { signal } from '../state/signal.ts';
import { OnItsWay } from './Bubble.tsx';
import { Tool } from './Icon.tsx';
import { room, t } from './room.ts';

const EMOJI = [...'😊😄😂🥰😍🤗🤔😅😢😭😡😱🙏👍👎👌💪👏🤝🙇💔✨🎉🎁📦🚚💰🛒🔍📷📞⏰'];
const MOST_FILES = 10;
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 };

export const emoji = signal(false);
const empty = signal(true);
let area: HTMLTextAreaElement | null = null;

/** Put the emoji away, and the customer back to the text. */
export function fold(): void {
  emoji.value = false;
  area?.focus();
}

function changed(): void {
  if (!area) return;
  empty.value = !area.value.trim();
  room.shelf.set('draft', area.value || null);
  area.style.height = 'auto';
  // As long as the window is closed there is nothing to measure.
  if (area.scrollHeight) area.style.height = `${area.scrollHeight}px`;
}

function send(): void {
  // The desk takes no more with one line: the others wait for the next.
  const files = room.talk.parcels
    .tray()
    .filter(({ problem }) => !problem)
    .slice(0, MOST_FILES);
  if (!area || (empty.value && !files[0])) return;
  room.talk.writing(false);
  room.talk.say(area.value.trim(), files);
  area.value = '';
  emoji.value = false;
  changed();
  area.focus();
}

function insert(text: string): void {
  area?.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  changed();
}

/** Let the customer choose a file, or take a picture; the input must outlive the choosing. */
function ask(capture: boolean): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = !capture;
  if (capture) {
    input.accept = 'image/*';
    input.setAttribute('capture', 'environment');
  }
  input.onchange = () => {
    room.talk.parcels.add(input.files ?? []);
    area?.focus();
  };
  input.click();
}

/** A key that ends the choosing of Han characters is not ours (229: Safari's sign of it). */
export const composing = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

export function Composer() {
  const { talk, shelf } = room;
  const tray = talk.parcels.tray();
  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      {tray[0] && (
        <div class="tray">
          {tray.map(parcel => (
            <OnItsWay key={parcel.id} parcel={parcel}>
              <Tool
                icon="close"
                label={t('remove', { name: parcel.file.name })}
                onClick={() => talk.parcels.forget(parcel.id)}
              />
              {parcel.problem && (
                <p class="bad" role="alert">
                  {parcel.problem.detail || parcel.problem.title}
                </p>
              )}
            </OnItsWay>
          ))}
        </div>
      )}
      {emoji.value && <Emoji />}
      <div class="field">
        <textarea
          ref={element => {
            if (element && element !== area) {
              area = element;
              element.value = shelf.get('draft') ?? '';
              changed();
            }
          }}
          rows={1}
          dir="auto"
          enterkeyhint="send"
          aria-label={t('placeholder')}
          placeholder={t('placeholder')}
          onFocus={changed}
          onInput={() => {
            changed();
            talk.writing(!empty.value);
          }}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey || composing(event)) return;
            event.preventDefault();
            send();
          }}
          onPaste={event => {
            const files = event.clipboardData?.files;
            if (!files?.length) return;
            event.preventDefault();
            talk.parcels.add(files);
          }}
        />
        <Tool icon="attach" label={t('attach')} onClick={() => ask(false)} />
        <Tool icon="camera" class="tool touch" label={t('camera')} onClick={() => ask(true)} />
        <Tool
          icon="emoji"
          label={t('emoji')}
          expanded={emoji.value}
          onClick={() => {
            emoji.value = !emoji.value;
          }}
        />
        <Tool
          icon="send"
          class="tool send"
          type="submit"
          label={t('send')}
          disabled={empty.value && !tray[0]}
          // Keeps the focus, and with it a phone's keyboard, where it is.
          onPointerDown={event => event.preventDefault()}
        />
      </div>
    </form>
  );
}

/** The focus follows what was opened, once it is drawn. */
const focused = (element: HTMLElement | null) => {
  requestAnimationFrame(() => element?.focus());
};

const Emoji = () => (
  <div
    class="emojis"
    role="menu"
    tabIndex={-1}
    aria-label={t('emoji')}
    onKeyDown={event => {
      const step = STEPS[event.key];
      if (step) {
        event.preventDefault();
        const all = event.currentTarget.children;
        const here = [...all].indexOf(event.target as Element);
        (all[(here + step + all.length) % all.length] as HTMLElement).focus();
      }
    }}
  >
    {EMOJI.map((text, at) => (
      <button
        type="button"
        role="menuitem"
        tabIndex={at ? -1 : 0}
        ref={at ? undefined : focused}
        onClick={() => insert(text)}
      >
        {text}
      </button>
    ))}
  </div>
);
