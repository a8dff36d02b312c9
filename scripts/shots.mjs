// `npm start -- --shots DIR [--size 1920x1080]`: a picture of every screen, light and dark, and of the patients' pages
// as a phone shows them. Runs under Node 24 with a display; start.mjs sees to both.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launchChromium } from '../test/support/launch-chromium.ts';
import { launchElectron } from '../test/support/launch-electron.ts';
import { runCommand } from './setup/run-command.mjs';
import { say, SetUpFailure } from './setup/say.mjs';

const SCREENS = ['live-bookings', 'slot-types', 'why-missing', 'connection', 'help', 'settings'];
/** @type {readonly ('light' | 'dark')[]} */
const SCHEMES = ['light', 'dark'];
const PHONE = { width: 390, height: 844 };

/** @param {string} name */
function option(name) {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

/** What is not ours goes to the app, for instance `--sample systmone`. */
function argsForTheApp() {
  const args = process.argv.slice(2);
  for (const ours of ['--shots', '--size']) {
    const at = args.indexOf(ours);
    if (at !== -1) args.splice(at, 2);
  }
  return args;
}

await runCommand(async () => {
  const folder = option('--shots');
  if (!folder || folder.startsWith('--')) throw new SetUpFailure('say where to: npm start -- --shots DIR');
  const size = (option('--size') ?? '1366x768').match(/^(\d+)x(\d+)$/);
  if (!size) throw new SetUpFailure('--size is written like 1366x768');
  const [width, height] = [Number(size[1]), Number(size[2])];
  mkdirSync(folder, { recursive: true });

  const launched = await launchElectron({ args: argsForTheApp() });
  try {
    await launched.app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height),
      { width, height },
    );
    for (const screen of SCREENS) await shootScreen(launched.window, screen, folder);
    await shootPatientsPages(await launched.patientsPage(), folder);
  } finally {
    await launched.close();
  }
  return 0;
});

/**
 * @param {import('playwright').Page} window
 * @param {string} screen
 * @param {string} folder
 */
async function shootScreen(window, screen, folder) {
  await window.evaluate((hash) => void (globalThis.location.hash = hash), `#/${screen}`);
  await window.waitForSelector(`[data-screen="${screen}"][data-ready="true"]`, { timeout: 30_000 });
  for (const colorScheme of SCHEMES) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await save(window, path.join(folder, `${screen}-${colorScheme}.png`), false);
  }
}

/**
 * The start page, and the first page that choosing something there leads to.
 * @param {string} address
 * @param {string} folder
 */
async function shootPatientsPages(address, folder) {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: PHONE, deviceScaleFactor: 2, locale: 'en-GB' });
    await page.goto(address, { waitUntil: 'load' });
    await save(page, path.join(folder, 'patients-page.png'), true);
    const choice = page.locator('main a[href]').first();
    if ((await choice.count()) === 0) return;
    await choice.click();
    await page.waitForLoadState('load');
    await save(page, path.join(folder, 'patients-page-slots.png'), true);
  } finally {
    await browser.close();
  }
}

/**
 * @param {import('playwright').Page} page
 * @param {string} file
 * @param {boolean} fullPage
 */
async function save(page, file, fullPage) {
  await page.screenshot({ path: file, fullPage, animations: 'disabled' });
  say(`  ${file}`);
}
