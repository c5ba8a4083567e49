// The desk: one page, served under /desk with path routes.

import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { screen } from '../screen.config.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The settings show the chat window as it is: its views are drawn by the widget's own renderer. */
const widgetViews: Plugin = {
  name: 'madoguchi-widget-views',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === 'preact/jsx-runtime' && importer?.startsWith(here('../widget/'))
      ? here('../widget/view/render.ts')
      : null,
};

const base = screen('desk', { desk: 'index.html' });

export default defineConfig({ ...base, plugins: [widgetViews] });
