// The chat window as customers will see it: drawn by the widget's own code, talking to nobody.

import type { Shop } from '@shared/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../texts';
import { furnishWindow, type ShownWindow } from './window';

export function Preview({ shop, locale }: { shop: Shop; locale: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<ShownWindow | null>(null);
  const [dark, setDark] = useState(false);

  useEffect(() => {
    let here = true;
    furnishWindow().then(
      made => {
        if (!here) return;
        place.current?.append(made.host);
        setShown(made);
      },
      () => {}, // the words did not arrive; the form beside works without
    );
    return () => {
      here = false;
    };
  }, []);
  useEffect(() => {
    void shown?.show(shop, locale, dark ? 'dark' : 'light');
  }, [shown, shop, locale, dark]);

  return (
    <aside class="preview" aria-label={say('preview')}>
      <header>
        <h2>{say('preview')}</h2>
        <label class="choice">
          <input
            type="checkbox"
            checked={dark}
            onChange={event => setDark(event.currentTarget.checked)}
          />
          <span>{say('preview.dark')}</span>
        </label>
      </header>
      {/* Shown, not used: the form beside it says the same to those who listen. */}
      <div class={`preview-page${dark ? ' is-dark' : ''}`} ref={place} inert />
    </aside>
  );
}
