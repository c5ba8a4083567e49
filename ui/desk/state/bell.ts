// Calling the agent: a tone made here (no file), the browser's notification, the tab's title.

import { signal } from '@preact/signals';
import { preferences } from './preferences';

/** Answers the call that rings; null while none does. */
export const answering = signal<(() => void) | null>(null);

let audio: AudioContext | null = null;

/** Two soft notes, the second higher: somebody is at the counter. */
export function ring(): void {
  try {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume();
    const start = audio.currentTime + 0.02;
    for (const [index, pitch] of [659.25, 880].entries()) {
      const at = start + index * 0.13;
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.type = 'sine';
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0, at);
      loud.gain.linearRampToValueAtTime(0.14, at + 0.015);
      loud.gain.exponentialRampToValueAtTime(0.001, at + 0.42);
      tone.connect(loud).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.45);
    }
  } catch {
    // No sound device, or the browser wants a click first: the screen still shows everything.
  }
}

// Several tabs, one bell: whichever holds the lock rings, and the next takes over when it closes.
let leads = false;

export function startBell(): void {
  if (!navigator.locks) {
    leads = true;
    return;
  }
  void navigator.locks.request('madoguchi.bell', () => {
    leads = true;
    return new Promise(() => {});
  });
}

export interface Call {
  title: string;
  body: string;
  /** Calls with one tag replace each other. */
  tag: string;
  open: () => void;
}

/** Call the agent as they wish to be called. */
export function call({ title, body, tag, open }: Call): void {
  if (!leads) return;
  const { sound, notify } = preferences.peek();
  if (sound) ring();
  if (!notify || document.hasFocus() || !('Notification' in window)) return;
  if (Notification.permission !== 'granted') return;
  try {
    const notice = new Notification(title, { body, tag, silent: true });
    notice.onclick = () => {
      window.focus();
      open();
      notice.close();
    };
  } catch {
    // Android knows notifications only through a service worker; the tone has been played.
  }
}

/** Ask the browser for leave to notify; true when it was given. */
export async function askToNotify(): Promise<boolean> {
  if (!('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
}
