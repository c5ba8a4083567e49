// The desk: one page, served under /desk with path routes.

import { defineConfig } from 'vite';
import { screen } from '../screen.config.ts';

export default defineConfig(screen('desk', { desk: 'index.html' }));
