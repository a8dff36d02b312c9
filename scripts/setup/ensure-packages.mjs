// The npm packages are installed exactly as the lock file says, once. A developer who ran npm by hand is believed
// when what npm says it installed agrees with the lock file.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inProject, NODE_24, ROOT } from './project.mjs';
import { runQuietly } from './run-child.mjs';
import { say, SetUpFailure } from './say.mjs';

const LOCK = inProject('package-lock.json');
const INSTALLED = inProject('node_modules', '.package-lock.json');
const STAMP = inProject('node_modules', '.slotkeeper-setup');

export async function ensurePackages() {
  const wanted = lockFingerprint();
  if (existsSync(NODE_24) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  if (!installedAgreesWithLock()) {
    say('Installing the npm packages (about a minute, only this once) ...');
    // Not `npm ci`: it refuses a lock file that was made where other systems' optional binaries cannot be seen.
    await npmOrFail(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (!existsSync(NODE_24)) {
    // The one install script we want. All others stay off (.npmrc): better-sqlite3 brings its binaries, and npm would
    // try to compile it just the same.
    say('Installing Node 24 beside them ...');
    await npmOrFail(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
  }
  if (!existsSync(NODE_24)) {
    throw new SetUpFailure(
      'npm did not install its own Node 24. Run: npm rebuild node --ignore-scripts=false',
    );
  }
  writeFileSync(STAMP, wanted);
}

function lockFingerprint() {
  const lock = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  return `${lock} ${process.platform} ${process.arch}`;
}

/** @returns {boolean} true when every package of the lock file is there in its version (optional ones may be absent) */
function installedAgreesWithLock() {
  if (!existsSync(INSTALLED)) return false;
  const locked = JSON.parse(readFileSync(LOCK, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  return Object.entries(locked).every(([where, wanted]) => {
    if (where === '') return true;
    const found = installed[where];
    return found ? found.version === wanted.version : wanted.optional === true;
  });
}

/** @param {string[]} args */
async function npmOrFail(args) {
  const { code, output } = await npm(args);
  if (code !== 0) throw new SetUpFailure(`npm failed. To see it again: npm ${args.join(' ')}\n${output}`);
}

/**
 * npm as the person started it; outside an npm script, the one on the PATH.
 * @param {string[]} args
 */
export function npm(args, cwd = ROOT) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script)) {
    return runQuietly(process.env.npm_node_execpath ?? process.execPath, [script, ...args], { cwd });
  }
  return process.platform === 'win32'
    ? runQuietly('cmd.exe', ['/d', '/c', 'npm', ...args], { cwd })
    : runQuietly('npm', args, { cwd });
}
