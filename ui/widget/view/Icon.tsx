// Line icons of one weight, 24 units wide.

const PATHS = {
  send: 'M5 12 4 5l16 7-16 7zm0 0h7',
  attach:
    'm19 11-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5L12.5 4.5a3 3 0 0 1 4.3 4.3L9.5 16a1.5 1.5 0 0 1-2-2L14 7.5',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zm8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  emoji: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M8.5 14a4 4 0 0 0 7 0M9 9.5v.5m6-.5v.5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'm6 10 6 6 6-6',
  waiting: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16m0-12.5V12l3 2',
  sent: 'm5 12.5 4.5 4.5L19 7.5',
  read: 'm2 12.5 4.5 4.5L16 7.5M12.5 17 22 7.5',
  file: 'M6 3.5h8l4 4v13H6zm8 0v4h4',
  phone: 'M5 4h4l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2L20 15v5C11 20 4 13 4 4z',
  star: 'm12 4 2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z',
} as const;

export const Icon = ({ name }: { name: keyof typeof PATHS }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" class={`i-${name}`}>
    <path d={PATHS[name]} />
  </svg>
);

/** A button that is an icon, with its name for those who do not see it. */
export const Tool = ({
  icon,
  label,
  ...rest
}: {
  icon: keyof typeof PATHS;
  label: string;
  class?: string;
  expanded?: boolean;
  disabled?: boolean;
  type?: 'submit';
  onClick?: () => void;
  onPointerDown?: (event: Event) => void;
}) => (
  <button class="tool" type="button" aria-label={label} aria-expanded={rest.expanded} {...rest}>
    <Icon name={icon} />
  </button>
);
