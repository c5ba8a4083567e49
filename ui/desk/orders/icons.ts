// Pictures that only parcels need.

import { icon } from '@shared/components/icons';

export const TruckIcon = /* @__PURE__ */ icon(
  'M1.5 4h8v7.5h-8z',
  'M9.5 6.5h3l2 2.5v2.5h-5',
  'M4.5 13.2a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8z',
  'M11.8 13.2a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8z',
);
