// How a screen (desk, widget, sample shop) is built: where it lands, how its files are named.

import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The Vite configuration of one screen.
 *
 * `input` names entries by their path inside the screen's folder. The server serves the folder
 * `src/madoguchi/web/screens/NAME` under `/screens/NAME/`; `manifest.json` maps each entry to its
 * hashed file, `index.html` (where the screen has one) is served as it is.
 */
export function screen(name: string, input: Record<string, string>): UserConfig {
  return {
    root: here(`./${name}/`),
    base: `/screens/${name}/`,
    publicDir: false,
    resolve: { alias: { '@shared': here('./shared') } },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: here(`../src/madoguchi/web/screens/${name}`),
      emptyOutDir: true,
      manifest: 'manifest.json',
      target: ['chrome123', 'firefox121', 'safari17.5'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: Object.fromEntries(
          Object.entries(input).map(([key, path]) => [key, here(`./${name}/${path}`)]),
        ),
        output: {
          entryFileNames: '[name]-[hash].js',
          chunkFileNames: '[name]-[hash].js',
          assetFileNames: '[name]-[hash][extname]',
        },
      },
    },
  };
}
