// What the kinds of request look like, and the box that stands for partners.

import type { Icon } from '@shared/components/icons';
import { ChatIcon, FlagIcon, icon, SearchIcon } from '@shared/components/icons';
import type { RequestKind } from '@shared/partners';

export const BoxIcon = /* @__PURE__ */ icon(
  'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11z',
  'M2.5 5 8 7.8 13.5 5',
  'M8 7.8v6',
);
const Camera = /* @__PURE__ */ icon(
  'M2 5h2.6l1.2-1.8h4.4L11.4 5H14v8H2z',
  'M8 6.8a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z',
);
const Ruler = /* @__PURE__ */ icon('M1.8 5.5h12.4v5H1.8z', 'M4.5 5.5v2M7 5.5v3M9.5 5.5v2M12 5.5v3');
const Scale = /* @__PURE__ */ icon(
  'M2.5 13.5v-8h11v8z',
  'M8 10.8V8.2M5 10.8a3 3 0 0 1 6 0',
  'M5.5 2.5h5',
);
const Count = /* @__PURE__ */ icon('M3 4h2v2H3zM3 10h2v2H3z', 'M7.5 5h6M7.5 11h6');
const Test = /* @__PURE__ */ icon('M9 1.8 3.8 9H8l-1 5.2L12.2 7H8z');
const Pause = /* @__PURE__ */ icon('M5.5 3.5v9M10.5 3.5v9');
const Coin = /* @__PURE__ */ icon(
  'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2z',
  'M5.8 4.8 8 7.6l2.2-2.8M8 7.6v4M6 8.6h4M6 10.2h4',
);

export const KIND_ICONS: Record<RequestKind, Icon> = {
  photo: Camera,
  measure: Ruler,
  reweigh: Scale,
  count: Count,
  test: Test,
  identify: SearchIcon,
  hold: Pause,
  repack: BoxIcon,
  claim: FlagIcon,
  payment_proof: Coin,
  ask_seller: ChatIcon,
};
