// Unit tests of the screens: beside the code they test, as *.test.ts(x).

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@shared': fileURLToPath(new URL('./shared', import.meta.url)) } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    // A page takes half a second to make: a test that needs one says so in its first line.
    environment: 'node',
    include: ['{shared,desk,widget}/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    setupFiles: ['vitest.setup.ts'],
  },
});
