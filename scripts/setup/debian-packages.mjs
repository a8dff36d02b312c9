// What Electron, a display and Chromium need from the system. On Debian and its kin root gets them installed; anybody
// else gets the exact command. Other systems are expected to have them.
import { existsSync } from 'node:fs';
import { isRoot } from './project.mjs';
import { runQuietly } from './run-child.mjs';
import { say, SetUpFailure } from './say.mjs';

export const FOR_ELECTRON = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libnotify4',
  'libxtst6',
  'libatk-bridge2.0-0',
  'libdrm2',
  'libsecret-1-0',
  'fonts-liberation',
  'fonts-dejavu-core',
];
export const FOR_DISPLAY = ['xvfb', 'xauth'];
export const FOR_WEB_PAGES = ['chromium'];

/**
 * @param {readonly string[]} wanted
 * @param {string} purpose for the line that says what is going on
 */
export async function ensureDebianPackages(wanted, purpose) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return;
  const missing = await missingOf(wanted);
  if (missing.length === 0) return;
  const byHand = `apt-get update && apt-get install -y ${missing.join(' ')}`;
  if (!isRoot()) {
    throw new SetUpFailure(`${purpose} needs some system packages. Run: sudo sh -c '${byHand}'`);
  }
  say(`Installing system packages for ${purpose} (only this once): ${missing.join(' ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const patience = ['-q', '-o', 'DPkg::Lock::Timeout=300'];
  const update = await runQuietly('apt-get', [...patience, 'update'], { env });
  const install = await runQuietly(
    'apt-get',
    [...patience, 'install', '-y', '--no-install-recommends', ...missing],
    { env },
  );
  if (install.code !== 0) {
    throw new SetUpFailure(`apt-get failed. Run: ${byHand}\n${update.output}\n${install.output}`);
  }
}

/**
 * Debian 13 and Ubuntu 24.04 renamed some libraries (libgtk-3-0t64); the old name still installs them.
 * @param {readonly string[]} wanted
 */
async function missingOf(wanted) {
  const names = wanted.flatMap((name) => [name, `${name}t64`]);
  const { output } = await runQuietly('dpkg-query', [
    '-W',
    '-f',
    '${Package} ${db:Status-Status}\n',
    ...names,
  ]);
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}
