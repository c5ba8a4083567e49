// The widget: a loader for the shop's page, and the window it opens.

import { defineConfig } from 'vite';
import { screen } from '../screen.config.ts';

export default defineConfig(screen('widget', { loader: 'loader.ts' }));
