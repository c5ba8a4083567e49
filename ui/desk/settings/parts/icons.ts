// Icons that only the settings need, drawn as the shared ones are.

import { icon } from '@shared/components/icons';

export const CopyIcon = /* @__PURE__ */ icon('M5.5 5.5h8v8h-8z', 'M10.5 5.5v-3h-8v8h3');
export const ShopIcon = /* @__PURE__ */ icon(
  'M2.5 6.5 3.5 2.5h9l1 4',
  'M2.5 6.5a1.8 1.8 0 0 0 3.6 0 1.9 1.9 0 0 0 3.8 0 1.8 1.8 0 0 0 3.6 0',
  'M3.5 8.6v4.9h9V8.6',
);
export const KeyIcon = /* @__PURE__ */ icon(
  'M5.2 7.2a3.1 3.1 0 1 0 0 6.2 3.1 3.1 0 0 0 0-6.2z',
  'm7.5 8.1 6-5.6',
  'm11 4.8 1.9 2',
);
export const HookIcon = /* @__PURE__ */ icon(
  'M8 2.5a2.4 2.4 0 0 1 1.2 4.5l2 3.6',
  'M11.4 10.2a2.4 2.4 0 1 1-2 3.6',
  'M4.7 10.2a2.4 2.4 0 1 0 2.3 2.9h3.6',
  'M6.8 7 4.7 10.2',
);
export const LogIcon = /* @__PURE__ */ icon('M3 3.5h10', 'M3 8h10', 'M3 12.5h6');
export const BoxIcon = /* @__PURE__ */ icon(
  'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11z',
  'M2.5 5 8 7.8 13.5 5',
  'M8 7.8v6',
);
export const BuildingIcon = /* @__PURE__ */ icon(
  'M3.5 13.5v-11h6v11',
  'M9.5 6.5h3v7',
  'M2 13.5h12',
  'M5.6 5.2h1.8',
  'M5.6 7.8h1.8',
  'M5.6 10.4h1.8',
);
export const DeviceIcon = /* @__PURE__ */ icon('M2.5 3h11v7.5h-11z', 'M6 13.5h4', 'M8 10.5v3');
export const GripIcon = /* @__PURE__ */ icon('M3 5.5h10', 'M3 8h10', 'M3 10.5h10');
export const PlugIcon = /* @__PURE__ */ icon(
  'M5.5 2v3.5',
  'M10.5 2v3.5',
  'M3.5 5.5h9v2a4.5 4.5 0 0 1-9 0z',
  'M8 12v2.5',
);
