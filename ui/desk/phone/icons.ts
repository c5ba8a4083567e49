// The telephone's own pictures, drawn as the desk's others.

import { icon } from '@shared/components/icons';

export const MicIcon = /* @__PURE__ */ icon(
  'M8 2a2 2 0 0 0-2 2v3.5a2 2 0 1 0 4 0V4a2 2 0 0 0-2-2z',
  'M3.8 7.5a4.2 4.2 0 0 0 8.4 0',
  'M8 11.7V14',
);
