// Builds the harness page as the window itself is built, and serves it on loopback under a policy as strict as the window's.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const NONCE = 'harness';
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${NONCE}'; font-src 'self'; img-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'`;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

export async function buildHarness(outDir: string): Promise<void> {
  await build({
    root: import.meta.dirname,
    configFile: false,
    base: './',
    logLevel: 'warn',
    resolve: { alias: { '#shared': path.join(PROJECT, 'src/shared') } },
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'chrome130',
      chunkSizeWarningLimit: 2_000,
    },
  });
}

export async function serveHarness(
  folder: string,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://harness').pathname;
    const file = path.join(folder, name === '/' ? 'index.html' : path.normalize(name));
    try {
      const content = readFileSync(file);
      const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
      response.end(type === 'text/html' ? content.toString().replace('__CSP_NONCE__', NONCE) : content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
