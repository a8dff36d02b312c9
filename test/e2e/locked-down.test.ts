// What a page in the window may not do, tried from inside a real one; and that every screen can be used by everybody.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type LaunchedApp, launchElectron, readElectronRuntime } from '../support/launch-electron.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

let launched: LaunchedApp;
let window: Page;

beforeAll(async () => {
  launched = await launchElectron({ args: ['--sample', 'emis-web'] });
  window = launched.window;
  await window.waitForSelector('[data-screen="live-bookings"][data-ready="true"]');
});
afterAll(() => launched?.close());

describe('the window', () => {
  test('is sandboxed, isolated, and without Node', async () => {
    const inside = await window.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
      bridge: Object.keys((globalThis as unknown as { bridge: object }).bridge).toSorted(),
    }));
    expect(inside.node).toEqual([]);
    expect(inside.bridge).toContain('app');
    const settings = await launched.app.evaluate(({ BrowserWindow }) => {
      const [first] = BrowserWindow.getAllWindows();
      const told = first?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
      return told.getLastWebPreferences();
    });
    expect(settings).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
  });

  test('serves itself with a strict policy, and nothing outside its folder', async () => {
    const answers = await launched.app.evaluate(async ({ net }) => {
      const page = await net.fetch('slotkeeper://app/index.html');
      const paths = [
        '../../package.json',
        '%2e%2e/%2e%2e/package.json',
        '..%2fmain%2findex.cjs',
        '%00',
        'missing.js',
      ];
      const others = await Promise.all(paths.map((path) => net.fetch(`slotkeeper://app/${path}`)));
      const foreign = await net.fetch('slotkeeper://elsewhere/index.html');
      return {
        policy: page.headers.get('content-security-policy') ?? '',
        html: await page.text(),
        statuses: [...others, foreign].map((answer) => answer.status),
      };
    });
    expect(answers.policy).toContain("default-src 'none'");
    expect(answers.policy).not.toMatch(/unsafe-|\*|https?:/);
    const nonce = /nonce-([^']+)'/.exec(answers.policy)?.[1] ?? 'none';
    expect(answers.html).toContain(nonce);
    expect(answers.html).not.toContain('__CSP_NONCE__');
    expect(new Set(answers.statuses)).toEqual(new Set([404]));
  });

  test('cannot leave, open windows, or ask for permissions', async () => {
    const tried = await window.evaluate(async () => {
      const opened = open('https://example.org/');
      const frame = document.createElement('iframe');
      frame.src = 'https://example.org/';
      document.body.append(frame);
      const camera = await navigator.permissions.query({ name: 'geolocation' }).then(
        ({ state }) => state,
        () => 'denied',
      );
      const fetched = await fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      );
      frame.remove();
      location.href = 'https://example.org/';
      return { opened: opened === null, camera, fetched };
    });
    expect(tried).toEqual({ opened: true, camera: 'denied', fetched: 'refused' });
    expect(window.url()).toMatch(/^slotkeeper:\/\/app\//);
    expect(launched.app.windows()).toHaveLength(1);
  });

  test('is one: a second start on the same data says so and ends', async () => {
    const { executable, flags } = readElectronRuntime();
    const args = [...flags, PROJECT, '--sample', 'emis-web', '--data', launched.dataDir];
    const second = await promisify(execFile)(executable, args, { timeout: 30_000 });
    expect(second.stdout).toContain('already open');
    expect(launched.app.windows()).toHaveLength(1);
  });

  test('gets a failure, not an answer, for what the bridge does not offer', async () => {
    const refused = await window.evaluate(async () => {
      const { bridge } = globalThis as unknown as {
        bridge: { diary: { day(input: unknown): Promise<{ ok: boolean; failure?: { kind: string } }> } };
      };
      return bridge.diary.day({ day: "'; DROP TABLE slots; --" });
    });
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } });
  });
});

describe('every screen', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const screens = ['live-bookings', 'slot-types', 'why-missing', 'connection', 'help', 'settings'];

  test.each(screens.flatMap((screen) => [[screen, 'light'] as const, [screen, 'dark'] as const]))(
    '%s in %s: axe finds nothing',
    async (screen, colorScheme) => {
      await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await window.evaluate((hash) => (location.hash = hash), `#/${screen}`);
      await window.waitForSelector(`[data-screen="${screen}"][data-ready="true"]`);
      await window.evaluate(axe);
      const found = await window.evaluate(async () => {
        const { axe: run } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
        const { violations } = await run.run({
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        });
        return violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(', ')}`,
        );
      });
      expect(found).toEqual([]);
    },
  );

  test('is reached and used from the keyboard alone', async () => {
    await window.evaluate(() => (location.hash = '#/live-bookings'));
    await window.waitForSelector('[data-screen="live-bookings"][data-ready="true"]');
    await window.locator('[data-slot][tabindex="0"]').focus();
    const reached = () => window.evaluate(() => document.activeElement?.getAttribute('data-slot'));
    const first = await reached();
    await window.keyboard.press('ArrowDown');
    await expect.poll(reached).not.toBe(first);
    await window.keyboard.press('ArrowUp');
    await expect.poll(reached).toBe(first);
    await window.keyboard.press('Control+K');
    await window.waitForSelector('input[aria-label^="Search for"]:focus');
    await window.keyboard.type('connection');
    await window.getByRole('option', { name: 'Connection' }).waitFor();
    await window.keyboard.press('Enter');
    await window.waitForSelector('[data-screen="connection"][data-ready="true"]');
    expect(await window.evaluate(() => location.hash)).toContain('connection');
  });
});
