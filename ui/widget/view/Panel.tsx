// The window itself: floating on a desk, the whole screen on a phone.

import { signal } from '../state/signal.ts';
import { Composer, composing, emoji, fold } from './Composer.tsx';
import { Header, menu } from './Header.tsx';
import { Tool } from './Icon.tsx';
import { room, t } from './room.ts';
import { Timeline } from './Timeline.tsx';

const over = signal(false);
const hover = (on: boolean) => (event: Event) => {
  event.preventDefault();
  over.value = on;
};

export function Panel({ scheme }: { scheme: string }) {
  const { talk, texts, open, full, picture, shop, close } = room;
  const shut = talk.shut.value;
  const { link } = talk.state.value;
  return (
    <div
      class={`panel ${shop.value.widget.position} ${scheme}`}
      role="dialog"
      aria-labelledby="shop"
      aria-modal={full.value}
      lang={texts.locale.value}
      hidden={!open.value}
      onKeyDown={event => {
        if (event.key !== 'Escape' || composing(event)) return;
        if (picture.value) picture.value = null;
        else if (menu.value) menu.value = false;
        else if (emoji.value) fold();
        else close();
      }}
      onClick={event => {
        if (!(event.target as Element).closest('.head')) menu.value = false;
      }}
      onDragOver={hover(true)}
      onDragLeave={hover(false)}
      onDrop={event => {
        hover(false)(event);
        talk.parcels.add(event.dataTransfer?.files ?? []);
      }}
    >
      <Header />
      {room.call.value?.()}
      <Timeline />
      <p class="strip" role="status">
        {link === 'down' && !navigator.onLine && t('offline')}
        {shut && (shut.detail || shut.title || t('refused_here'))}
      </p>
      {link !== 'shut' && <Composer />}
      {over.value && <p class="over">{t('drop')}</p>}
      {picture.value && (
        <div class="over">
          <img src={picture.value.url} alt={picture.value.name} />
          <Tool
            icon="close"
            label={t('close')}
            onClick={() => {
              picture.value = null;
            }}
          />
        </div>
      )}
    </div>
  );
}
