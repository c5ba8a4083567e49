// The sample shops: pages as they are, their style sheet and pictures under hashed names.

import { defineConfig } from 'vite';
import { screen } from '../screen.config.ts';

const pages = ['tmall', 'rakuten', 'proxy'];

export default defineConfig(
  screen('sample_shop', Object.fromEntries(pages.map(name => [name, `${name}.html`]))),
);
