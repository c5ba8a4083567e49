// One hint bubble for the whole page: elements ask for it with `data-hint` (and `data-hint-key`).

import './hints.css';

const DELAY = 450;

/** Let elements with `data-hint` show it on hover and on keyboard focus. Call once. */
export function startHints(root: Document = document): void {
  const bubble = root.createElement('div');
  bubble.className = 'hint';
  bubble.setAttribute('aria-hidden', 'true'); // the label is on the element itself
  bubble.popover = 'manual';
  root.body.append(bubble);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let owner: Element | null = null;

  const hide = () => {
    clearTimeout(timer);
    owner = null;
    if (bubble.matches(':popover-open')) bubble.hidePopover();
  };

  const show = (target: HTMLElement) => {
    if (!target.isConnected) return;
    bubble.textContent = target.dataset.hint ?? '';
    if (target.dataset.hintKey) {
      const key = root.createElement('kbd');
      key.textContent = target.dataset.hintKey;
      bubble.append(key);
    }
    bubble.showPopover();
    const at = target.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = bubble;
    const left = Math.min(Math.max(6, at.left + at.width / 2 - width / 2), innerWidth - width - 6);
    const above = at.top - height - 6;
    bubble.style.left = `${left}px`;
    bubble.style.top = `${above > 6 ? above : at.bottom + 6}px`;
  };

  const meet = (event: Event, delay: number) => {
    const target = (event.target as Element).closest?.<HTMLElement>('[data-hint]') ?? null;
    if (target === owner) return;
    hide();
    if (!target || target.getAttribute('aria-expanded') === 'true') return;
    owner = target;
    timer = setTimeout(() => show(target), delay);
  };

  root.addEventListener('pointerover', event => {
    if (event.pointerType === 'mouse') meet(event, DELAY);
  });
  root.addEventListener('focusin', event => {
    if ((event.target as Element).matches(':focus-visible')) meet(event, DELAY);
  });
  root.addEventListener('focusout', hide);
  root.addEventListener('pointerdown', hide);
  root.addEventListener('keydown', hide);
  root.addEventListener('scroll', hide, { capture: true, passive: true });
}
