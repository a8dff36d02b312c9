// `npm start -- --shots DIR [--size 1920x1080]`: a picture of every screen, light and dark, and of the patients' pages
// as a phone shows them. Runs under Node 24 with a display; start.mjs sees to both.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launchElectron } from '../test/support/launch-electron.ts';
import { runCommand } from './setup/run-command.mjs';
import { say, SetUpFailure } from './setup/say.mjs';
import { liveALittle } from './shots/live-a-little.mjs';
import { shootPatientsPages } from './shots/patients-journey.mjs';

/** @type {readonly ('light' | 'dark')[]} */
const SCHEMES = ['light', 'dark'];

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
    const { app, window } = launched;
    await app.evaluate(
      ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height),
      { width, height },
    );
    await approveThisPc(window, folder);
    await window.waitForSelector('[data-health="in-step"]', { timeout: 60_000 });
    const site = await launched.patientsPage();
    const isSample = (await window.getByText('Sample practice:').count()) > 0;
    const { day, bookingLink } = isSample ? await liveALittle(site) : { day: '', bookingLink: undefined };
    const slotTypes = await slotTypesOf(site);
    for (const [name, hash] of screensToShoot(day, slotTypes)) await shootScreen(window, name, hash, folder);
    if (isSample) await shootSwitching(window, folder);
    await shootPatientsPages(site, bookingLink, folder, (page, file) => save(page, file, true));
  } finally {
    await launched.close();
  }
  return 0;
});

/**
 * The sample SystmOne asks its user first, as the real one does.
 * @param {import('playwright').Page} window
 * @param {string} folder
 */
async function approveThisPc(window, folder) {
  const approve = window.getByRole('button', { name: 'Approve' });
  const inStep = window.locator('[data-health="in-step"]').first();
  await approve.or(inStep).first().waitFor({ timeout: 60_000 });
  if (!(await approve.isVisible())) return;
  await window.waitForTimeout(600);
  await save(window, path.join(folder, 'waiting-for-approval.png'), false);
  await approve.click();
}

/**
 * Each screen, and what is best seen in it: a day with bookings, a question that is answered.
 * @param {string} day
 * @param {readonly { id: string, name: string }[]} slotTypes
 * @returns {readonly (readonly [name: string, hash: string])[]}
 */
function screensToShoot(day, slotTypes) {
  const type = slotTypes[0]?.id;
  return [
    ['live-bookings', day ? `live-bookings?day=${day}` : 'live-bookings'],
    ['slot-types', 'slot-types'],
    ['why-missing', day && type ? `why-missing?type=${encodeURIComponent(type)}&day=${day}` : 'why-missing'],
    ['connection', 'connection'],
    ['help', 'help'],
    ['settings', 'settings'],
    ['set-up', 'set-up'],
  ];
}

/**
 * @param {string} site
 * @returns {Promise<readonly { id: string, name: string }[]>}
 */
async function slotTypesOf(site) {
  const answer = await fetch(`${site}api/slot-types`);
  const { slotTypes } = /** @type {{ slotTypes: { id: string, name: string }[] }} */ (await answer.json());
  return slotTypes;
}

/**
 * @param {import('playwright').Page} window
 * @param {string} name
 * @param {string} hash
 * @param {string} folder
 */
async function shootScreen(window, name, hash, folder) {
  await window.evaluate((to) => void (globalThis.location.hash = to), `#/${hash}`);
  await window.waitForSelector(`[data-screen="${name}"][data-ready="true"]`, { timeout: 30_000 });
  // What the screen asked for by its address is drawn a moment after the screen itself.
  // The connection's chart wants a few readings.
  if (name === 'connection') await window.waitForTimeout(20_000);
  await window.waitForTimeout(600);
  for (const colorScheme of SCHEMES) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await save(window, path.join(folder, `${name}-${colorScheme}.png`), false);
  }
}

/**
 * What switching a type on would do, before it is done. It is not done.
 * @param {import('playwright').Page} window
 * @param {string} folder
 */
async function shootSwitching(window, folder) {
  await window.evaluate(() => void (globalThis.location.hash = '#/slot-types'));
  await window.getByRole('switch', { name: /Nurse - smear/ }).press('Space');
  await window.getByText(/\d+ appointments? on \d+ days?/).waitFor();
  for (const colorScheme of SCHEMES) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await save(window, path.join(folder, `slot-types-switching-${colorScheme}.png`), false);
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
