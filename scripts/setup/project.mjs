// Where things are: the project, the Node 24 it brings along, what set-up remembers, and the person's cache.
// Runs on Node 20 with nothing installed, like everything in this folder that does not say otherwise.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** @param {string[]} parts */
export const inProject = (...parts) => path.join(ROOT, ...parts);

/** The npm package `node` puts its binary here; on Windows under the name Windows needs. */
export const NODE_24 = inProject(
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Which Electron the tests and the bench should use; written by set-up, read by test/support. */
export const RUNTIME_FILE = inProject('node_modules', '.cache', 'slotkeeper', 'electron.json');

function personalCache() {
  if (process.platform === 'win32')
    return process.env.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches');
  return process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
}

/** Kept between clones: what is expensive to fetch. Safe to delete at any time. */
export const CACHE_DIR = path.join(personalCache(), 'slotkeeper');

export const isRoot = () => process.getuid?.() === 0;
