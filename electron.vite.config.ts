// How the three parts are built. Targets are those of the oldest runtime we start on (Electron 33: Node 20.18,
// Chromium 130). Main is CommonJS: that Node cannot `require` ES modules, and the runtime redirects better-sqlite3.
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const here = (relative: string) => path.join(import.meta.dirname, relative);
const alias = { '#shared': here('src/shared') };

export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      target: 'node20.18',
      externalizeDeps: {
        // Everything else is bundled: half of it is ESM only, and one file starts faster than four hundred.
        exclude: ['@hono/node-server', 'electron-store', 'hono', 'temporal-polyfill', 'yazl', 'zod'],
      },
      rolldownOptions: {
        input: { index: here('src/main/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      target: 'node20.18',
      // A sandboxed preload cannot require packages.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: here('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src/renderer'),
    base: './',
    resolve: { alias },
    plugins: [react()],
    build: {
      target: 'chrome130',
      // Half the text for Chromium to read before the first drawing.
      minify: true,
      // No data: URLs, so that the content security policy need not allow them.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: here('src/renderer/index.html') } },
    },
  },
});
