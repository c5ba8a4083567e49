// The icons: one stroke on a 16-pixel grid, the colour of the text around them.

import type { JSX } from 'preact';

export interface IconProps {
  size?: number;
  /** Spoken name; without it the icon is decoration. */
  label?: string;
  class?: string;
}

export type Icon = (props: IconProps) => JSX.Element;

/** An icon of these strokes. */
export const icon =
  (...paths: string[]): Icon =>
  ({ size = 16, label, class: name }) => (
    <svg
      class={name ? `icon ${name}` : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : 'true'}
    >
      {paths.map(d => (
        <path key={d} d={d} />
      ))}
    </svg>
  );

export const AlertIcon = /* @__PURE__ */ icon('M8 2.2 14.3 13H1.7z', 'M8 6.5v3', 'M8 11.2v.1');
export const BackIcon = /* @__PURE__ */ icon('M9.8 3.2 5 8l4.8 4.8');
export const BanIcon = /* @__PURE__ */ icon(
  'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
  'm3.9 3.9 8.2 8.2',
);
export const BarsIcon = /* @__PURE__ */ icon(
  'M2.5 13.5h11',
  'M4 13.5V9',
  'M8 13.5V3',
  'M12 13.5V6.5',
);
export const BellIcon = /* @__PURE__ */ icon(
  'M8 2a4 4 0 0 0-4 4c0 3.6-1.3 4.8-1.3 4.8h10.6S12 9.6 12 6a4 4 0 0 0-4-4z',
  'M6.7 13.2a1.5 1.5 0 0 0 2.6 0',
);
export const BoxIcon = /* @__PURE__ */ icon(
  'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11z',
  'M2.5 5 8 7.8 13.5 5',
  'M8 7.8v6',
);
export const CalendarIcon = /* @__PURE__ */ icon(
  'M2.5 3.5h11v10h-11z',
  'M2.5 6.5h11',
  'M5.5 2v3',
  'M10.5 2v3',
);
export const CardIcon = /* @__PURE__ */ icon(
  'M2.5 3h11v10h-11z',
  'M5 6h6',
  'M5 8.2h6',
  'M5 10.4h3.5',
);
export const ChatIcon = /* @__PURE__ */ icon('M2.5 3.5h11v7.6H8l-3.4 2.6v-2.6H2.5z');
export const CheckIcon = /* @__PURE__ */ icon('m3 8.6 3.2 3.2L13 4.8');
export const ChecksIcon = /* @__PURE__ */ icon('m1.3 8.6 3 3.2 5.6-7', 'm7.4 11.4.4.4 6.7-7');
export const ClockIcon = /* @__PURE__ */ icon(
  'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
  'M8 4.8V8l2.2 1.6',
);
export const CloseIcon = /* @__PURE__ */ icon('m4 4 8 8', 'm12 4-8 8');
export const DownIcon = /* @__PURE__ */ icon('m3.8 6 4.2 4.2L12.2 6');
export const DownloadIcon = /* @__PURE__ */ icon(
  'M8 2.5v7.7',
  'm4.7 7 3.3 3.3L11.3 7',
  'M2.8 13.2h10.4',
);
export const EditIcon = /* @__PURE__ */ icon('m9.8 3.6 2.6 2.6', 'M3 13l.6-3.2 7-7 2.6 2.6-7 7z');
export const EyeIcon = /* @__PURE__ */ icon(
  'M1.5 8S3.8 3.7 8 3.7 14.5 8 14.5 8 12.2 12.3 8 12.3 1.5 8 1.5 8z',
  'M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
);
export const FileIcon = /* @__PURE__ */ icon('M4 1.8h5L12.5 5.3v8.9H4z', 'M9 1.8v3.7h3.5');
export const FlagIcon = /* @__PURE__ */ icon('M3.5 14V2.5', 'M3.5 3h8.7l-2 3 2 3H3.5');
export const GaugeIcon = /* @__PURE__ */ icon(
  'M2.6 12.4a6 6 0 1 1 10.8 0',
  'M8 9.6l2.6-3.4',
  'M7 10.6h2',
);
export const GlobeIcon = /* @__PURE__ */ icon(
  'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
  'M2 8h12',
  'M8 2c2 2 2.4 4 2.4 6S10 12 8 14',
  'M8 2C6 4 5.6 6 5.6 8S6 12 8 14',
);
export const HandOverIcon = /* @__PURE__ */ icon(
  'M2 5h9.5',
  'M8.7 2.2 11.5 5 8.7 7.8',
  'M14 11H4.5',
  'M7.3 8.2 4.5 11l2.8 2.8',
);
export const InboxIcon = /* @__PURE__ */ icon(
  'M2.2 9.2 4.2 3h7.6l2 6.2v4H2.2z',
  'M2.2 9.2h3.4L6.7 11h2.6l1.1-1.8h3.4',
);
export const KeyboardIcon = /* @__PURE__ */ icon(
  'M1.5 4h13v8.2h-13z',
  'M4 6.7h.1M6.6 6.7h.1M9.2 6.7h.1M11.9 6.7h.1',
  'M5 9.7h6',
);
export const LockIcon = /* @__PURE__ */ icon(
  'M3.2 7h9.6v6.5H3.2z',
  'M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2',
);
export const MailIcon = /* @__PURE__ */ icon('M2 3.5h12v9H2z', 'm2.3 4 5.7 5 5.7-5');
export const MoonIcon = /* @__PURE__ */ icon('M13.4 9.6A5.7 5.7 0 0 1 6.4 2.6a5.7 5.7 0 1 0 7 7z');
export const MoreIcon = /* @__PURE__ */ icon(
  'M3.5 7.4v1.2M2.9 8h1.2M8 7.4v1.2M7.4 8h1.2M12.5 7.4v1.2M11.9 8h1.2',
);
export const NextIcon = /* @__PURE__ */ icon('M6.2 3.2 11 8l-4.8 4.8');
export const OfflineIcon = /* @__PURE__ */ icon(
  'm2.5 2.5 11 11',
  'M3 7.3a7 7 0 0 1 3-1.8M8.9 5.2A7 7 0 0 1 13 7.3',
  'M5.3 9.8a3.9 3.9 0 0 1 3.2-1.1',
  'M8 12.5v.1',
);
export const PageIcon = /* @__PURE__ */ icon('M2 3h12v10H2z', 'M2 5.8h12', 'M4 4.4h.1');
export const PaperclipIcon = /* @__PURE__ */ icon(
  'm12.6 7.6-4.9 4.9a3 3 0 0 1-4.3-4.3l5.3-5.3a2 2 0 0 1 2.9 2.9l-5.2 5.2a1 1 0 0 1-1.4-1.4l4.4-4.5',
);
export const PeopleIcon = /* @__PURE__ */ icon(
  'M6 2.8a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z',
  'M1.8 13.2c0-2.3 1.9-3.7 4.2-3.7s4.2 1.4 4.2 3.7',
  'M10.8 3.1a2.3 2.3 0 0 1 0 4.3',
  'M12 9.8c1.4.5 2.3 1.6 2.3 3.4',
);
export const PersonIcon = /* @__PURE__ */ icon(
  'M8 2.3a2.9 2.9 0 1 0 0 5.8 2.9 2.9 0 0 0 0-5.8z',
  'M2.6 13.7c0-2.7 2.4-4.2 5.4-4.2s5.4 1.5 5.4 4.2',
);
export const PhoneIcon = /* @__PURE__ */ icon(
  'M5.6 2.5 3.4 3c-.6 5.2 4.4 10.2 9.6 9.6l.5-2.2-2.8-1.6-1.3 1.3a8 8 0 0 1-3.5-3.5l1.3-1.3z',
);
export const PlusIcon = /* @__PURE__ */ icon('M8 3v10', 'M3 8h10');
export const QuoteIcon = /* @__PURE__ */ icon(
  'M6.3 3.2 2.5 7l3.8 3.8',
  'M2.8 7h6.4a4 4 0 0 1 4 4v1.8',
);
export const ReopenIcon = /* @__PURE__ */ icon('M3 8a5 5 0 1 0 1.6-3.7', 'M3 2.6v3h3');
export const SearchIcon = /* @__PURE__ */ icon(
  'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
  'm10.3 10.3 3.2 3.2',
);
export const SendIcon = /* @__PURE__ */ icon('M13.8 2.2 7 9', 'm13.8 2.2-4.3 11.6L7 9 2.2 6.5z');
export const SettingsIcon = /* @__PURE__ */ icon(
  'M2 4.5h7M12.5 4.5H14',
  'M10.8 2.9a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2z',
  'M2 11.5h1.5M7 11.5h7',
  'M5.2 9.9a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2z',
);
export const ShieldIcon = /* @__PURE__ */ icon(
  'M8 1.8 13 3.6v4c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6v-4z',
  'm5.8 8 1.6 1.6 2.9-3.1',
);
export const SignOutIcon = /* @__PURE__ */ icon(
  'M6.5 2.8H3v10.4h3.5',
  'M6.5 8h7',
  'm10.8 5.2 2.8 2.8-2.8 2.8',
);
export const SmileIcon = /* @__PURE__ */ icon(
  'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
  'M5.4 9.4a3.1 3.1 0 0 0 5.2 0',
  'M6 6.3v.1M10 6.3v.1',
);
export const StarIcon = /* @__PURE__ */ icon(
  'm8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.2l-3.7 2.1.8-4.1L2 6.3l4.2-.5z',
);
export const SunIcon = /* @__PURE__ */ icon(
  'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z',
  'M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7',
);
export const TagIcon = /* @__PURE__ */ icon('M2.3 2.3h5.4l6 6-5.4 5.4-6-6z', 'M5.2 5.2h.1');
export const TrashIcon = /* @__PURE__ */ icon(
  'M2.8 4.5h10.4',
  'M6 4.5V2.8h4v1.7',
  'm4 4.5.6 8.7h6.8l.6-8.7',
);
export const UndoIcon = /* @__PURE__ */ icon(
  'M5.5 3 2.7 5.8l2.8 2.8',
  'M3 5.8h6.3a3.7 3.7 0 0 1 0 7.4H6.5',
);
export const ZoomIcon = /* @__PURE__ */ icon(
  'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
  'm10.3 10.3 3.2 3.2',
  'M7 5.2v3.6M5.2 7h3.6',
);
