/** The chat's style sheet, as text: it lives in a shadow root, out of reach of the shop's styles. */
import composer from './composer.css?inline';
import panel from './panel.css?inline';
import timeline from './timeline.css?inline';

// In this order: what narrow screens change comes last.
export const sheet = panel + timeline + composer;
