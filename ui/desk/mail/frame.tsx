// A mail as its sender laid it out: in a frame without scripts, as high as what is in it.

import { useEffect, useRef } from 'preact/hooks';
import { http } from '../state/session';
import { say } from './texts';

interface FrameProps {
  id: number;
  images: boolean;
  history: boolean;
}

const TALLEST = 8000;

export function MailFrame({ id, images, history }: FrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const watching = useRef<ResizeObserver | null>(null);
  useEffect(() => () => watching.current?.disconnect(), []);

  const measure = () => {
    const element = frame.current;
    const inner = element?.contentDocument?.documentElement;
    if (!element || !inner) return;
    element.style.height = `${Math.min(inner.offsetHeight + 2, TALLEST)}px`;
  };
  const loaded = () => {
    watching.current?.disconnect();
    const inner = frame.current?.contentDocument?.documentElement;
    if (!inner) return;
    watching.current = new ResizeObserver(measure);
    watching.current.observe(inner);
    measure();
  };
  return (
    <iframe
      ref={frame}
      class="mail-frame"
      title={say('laidOut')}
      // Without scripts the page cannot use its origin; this screen needs it to measure the page.
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      src={http.url(`/mails/${id}/page?images=${images}&history=${history}`)}
      onLoad={loaded}
    />
  );
}
