// The widget: the chat as a module, a module of texts for each language, and the loader, one plain
// script that knows the chat's name.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Features } from 'lightningcss';
import { build, defineConfig, type Plugin } from 'vite';
import { screen } from '../screen.config.ts';
import { LOCALES } from './text/locale.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const catalogues = Object.fromEntries(
  LOCALES.map(locale => [locale, `text/catalogues/${locale}.ts`]),
);
const base = screen('widget', { chat: 'chat.tsx', ...catalogues });
// Older than the desk's: customers bring the phones they have.
const target = ['chrome97', 'firefox104', 'safari16.4'];

/** One name for all the texts, so that the chat can find them without a table of their names. */
const edition = createHash('sha256')
  .update(
    Object.values(catalogues)
      .map(path => readFileSync(here(`./${path}`)))
      .join(),
  )
  .digest('hex')
  .slice(0, 8);

/** Vite's preloading of what a module imports: 1 kB that nothing here needs. */
const bare: Plugin = {
  name: 'madoguchi-no-preload',
  enforce: 'pre',
  load: id =>
    id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = load => load()' : null,
};

/** Puts what JSX is compiled to within reach of each view. */
const within: Plugin = {
  name: 'madoguchi-jsx',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('.tsx')
      ? `import { Fragment, h } from '${here('./view/render.ts')}';\n${code}`
      : null,
};

/** `widget.js`, served as `/widget.js`: a name that never changes, so it must not be a module. */
function loader(): Plugin {
  return {
    name: 'madoguchi-loader',
    async writeBundle(_, bundle) {
      const chat = Object.values(bundle).find(({ name }) => name === 'chat');
      await build({
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        plugins: [bare],
        define: { CHAT_FILE: JSON.stringify(chat?.fileName) },
        build: {
          outDir: base.build?.outDir,
          emptyOutDir: false,
          target,
          rollupOptions: {
            input: here('./loader.ts'),
            output: { format: 'iife', entryFileNames: 'widget.js' },
          },
        },
      });
      // The server looks up every entry in here.
      const list = `${base.build?.outDir}/manifest.json`;
      const manifest = JSON.parse(readFileSync(list, 'utf8')) as Record<string, unknown>;
      manifest['loader.ts'] = { file: 'widget.js', src: 'loader.ts', isEntry: true };
      writeFileSync(list, JSON.stringify(manifest, null, 2));
    },
  };
}

export default defineConfig({
  ...base,
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' } },
  // Older browsers know no `light-dark()`, but nothing here asks for a stand-in.
  css: { lightningcss: { exclude: Features.LightDark } },
  plugins: [bare, within, loader()],
  define: { CATALOGUES: JSON.stringify(edition) },
  build: {
    ...base.build,
    target,
    modulePreload: false,
    rollupOptions: {
      ...base.build?.rollupOptions,
      // What a call shares with the chat stays in the chat: a chunk of its own would weigh more.
      preserveEntrySignatures: 'allow-extension',
      optimization: { inlineConst: { mode: 'all', pass: 3 } },
      output: {
        chunkFileNames: '[name]-[hash].js',
        entryFileNames: ({ name }) => (name === 'chat' ? 'chat-[hash].js' : `[name]-${edition}.js`),
      },
    },
  },
});
