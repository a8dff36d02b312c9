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
  if (!installedAgreesWithLock()) await install();
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
  if (!existsSync(INSTALLED) || !existsSync(NODE_24)) return false;
  const locked = JSON.parse(readFileSync(LOCK, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  return Object.entries(locked).every(([where, wanted]) => {
    if (where === '') return true;
    const found = installed[where];
    return found ? found.version === wanted.version : wanted.optional === true;
  });
}

async function install() {
  // `npm ci` empties node_modules first; where something is there already, adding what is missing is quicker, and
  // on Windows the Node that runs this may be in that folder.
  const mode = existsSync(INSTALLED) ? 'install' : 'ci';
  say('Installing the npm packages (about a minute, only this once) ...');
  const started = Date.now();
  const { code, output } = await npm([mode, '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new SetUpFailure(`npm ${mode} failed. Try: npm ${mode}\n${output}`);
  say(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
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
