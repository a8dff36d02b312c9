/**
 * Serves the window's files on `slotkeeper://app/` with a strict content security policy. A scheme of our own, because
 * `file:` pages share one origin and may read each other. Mantine writes style elements, so each page gets a nonce.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { protocol } from 'electron';

import { fileWithin } from './file-within.ts';

export const APP_ORIGIN = 'slotkeeper://app';
const NONCE_PLACE = '__CSP_NONCE__';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Before Electron is ready, once. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'slotkeeper',
      // Compiled scripts are kept between two starts, as Chromium keeps those of websites.
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

export function serveAppScheme(folder: string): void {
  const root = path.resolve(folder);
  protocol.handle('slotkeeper', async (request) => {
    const url = new URL(request.url);
    const file = url.host === 'app' && request.method === 'GET' ? fileWithin(root, url.pathname) : undefined;
    const type = CONTENT_TYPES[path.extname(file ?? '')];
    if (!file || !type) return new Response('', { status: 404 });
    try {
      const nonce = randomBytes(18).toString('base64');
      const content = await readFile(file);
      const body = type.startsWith('text/html')
        ? content.toString('utf8').replaceAll(NONCE_PLACE, nonce)
        : content;
      return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': policyWith(nonce),
          'X-Content-Type-Options': 'nosniff',
          'Referrer-Policy': 'no-referrer',
        },
      });
    } catch {
      return new Response('', { status: 404 });
    }
  });
}
