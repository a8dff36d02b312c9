// Electron's own binary, downloaded by the electron package's own installer into node_modules. A network that
// swallows the connection must not hold up every start: no bytes for a while means no, remembered for a day.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { CACHE_DIR, inProject, NODE_24 } from './project.mjs';

const PACKAGE = inProject('node_modules', 'electron');
const REFUSAL = path.join(CACHE_DIR, 'official-electron-unreachable.json');
const REMEMBER_MS = 24 * 60 * 60 * 1000;
const NO_BYTES_MS = 20_000;

export const officialVersion = () =>
  /** @type {string} */ (JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8')).version);

/** The command that does by hand what downloadOfficial does. */
export const OFFICIAL_COMMAND = 'npx install-electron';

/** @returns {string | undefined} the executable, when this very version is installed */
export function installedOfficial() {
  const pathFile = path.join(PACKAGE, 'path.txt');
  const versionFile = path.join(PACKAGE, 'dist', 'version');
  if (!existsSync(pathFile) || !existsSync(versionFile)) return undefined;
  if (readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') !== officialVersion()) return undefined;
  const executable = path.join(PACKAGE, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(executable) ? executable : undefined;
}

/** True when this version could not be had within the last day; delete the cache folder to ask again at once. */
export function officialWasUnreachable() {
  if (!existsSync(REFUSAL)) return false;
  try {
    const { version, at } = JSON.parse(readFileSync(REFUSAL, 'utf8'));
    return version === officialVersion() && Date.now() - at < REMEMBER_MS;
  } catch {
    return false;
  }
}

/** @returns {Promise<{ executable?: string, output: string }>} */
export async function downloadOfficial() {
  mkdirSync(CACHE_DIR, { recursive: true });
  const downloads = mkdtempSync(path.join(CACHE_DIR, 'download-'));
  const output = await install(downloads);
  rmSync(downloads, { recursive: true, force: true });
  const executable = installedOfficial();
  if (executable) {
    rmSync(REFUSAL, { force: true });
    return { executable, output };
  }
  writeFileSync(REFUSAL, JSON.stringify({ version: officialVersion(), at: Date.now() }));
  return { output };
}

/**
 * The installer downloads into the temporary folder we give it, so its progress can be seen from outside.
 * @param {string} downloads
 * @returns {Promise<string>} what it said
 */
function install(downloads) {
  return new Promise((resolve) => {
    const child = spawn(NODE_24, [path.join(PACKAGE, 'install.js')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: downloads, TEMP: downloads, TMP: downloads },
    });
    let output = '';
    let seen = '';
    let lastProgress = Date.now();
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    const watch = setInterval(() => {
      const now = `${bytesIn(downloads)} ${bytesIn(path.join(PACKAGE, 'dist'))}`;
      if (now !== seen) lastProgress = Date.now();
      seen = now;
      if (Date.now() - lastProgress < NO_BYTES_MS) return;
      output += `\nNothing arrived for ${NO_BYTES_MS / 1000} s.`;
      child.kill('SIGKILL');
    }, 1000);
    const done = () => {
      clearInterval(watch);
      resolve(output.trim());
    };
    child.once('error', done);
    child.once('close', done);
  });
}

/** @param {string} folder */
function bytesIn(folder) {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const size = statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    bytes += size;
  }
  return bytes;
}
