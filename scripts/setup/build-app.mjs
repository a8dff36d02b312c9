// Builds the three parts of the app into out/, only when something they are made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inProject, NODE_24, ROOT } from './project.mjs';
import { runQuietly } from './run-child.mjs';
import { say, SetUpFailure } from './say.mjs';

const STAMP = inProject('out', 'build-stamp.txt');
const MADE_OF = ['src', 'electron.vite.config.ts', 'tsconfig.base.json', 'package.json', 'package-lock.json'];
const MADE = ['out/main/index.cjs', 'out/preload/index.cjs', 'out/renderer/index.html'];

export async function buildIfChanged() {
  const wanted = fingerprint();
  const isThere = MADE.every((file) => existsSync(inProject(file)));
  if (isThere && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('Building the app ...');
  const started = Date.now();
  const { code, output } = await runQuietly(
    NODE_24,
    [inProject('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
    { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } },
  );
  if (code !== 0) throw new SetUpFailure(`the app does not build.\n${output}`);
  mkdirSync(path.dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, wanted);
  say(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Names and contents: a few hundred small files, read faster than the build starts. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const part of MADE_OF) {
    const full = inProject(part);
    const isFolder = statSync(full).isDirectory();
    const names = isFolder ? readdirSync(full, { recursive: true, encoding: 'utf8' }).sort() : [''];
    for (const name of names) {
      const file = path.join(full, name);
      if (!statSync(file).isFile()) continue;
      hash.update(`${part}/${name}\0`).update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}
