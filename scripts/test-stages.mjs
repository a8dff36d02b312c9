// The stages of npm test: each says what it needs and gives how many tests passed and failed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CHECKS, runCheck } from './checks.mjs';
import { buildIfChanged } from './setup/build-app.mjs';
import { ensureCCompiler } from './setup/c-compiler.mjs';
import { inProject, NODE_24, ROOT } from './setup/project.mjs';
import { runToEnd } from './setup/run-child.mjs';
import { say } from './setup/say.mjs';

/**
 * @typedef {{ passed: number, failed: number, trouble?: string }} Result
 * @typedef {{ name: string, run: () => Promise<Result> }} Stage
 */

/** @type {readonly Stage[]} */
export const STAGES = [
  ...CHECKS.map((check) => ({ name: check.name, run: () => asOneTest(check) })),
  { name: 'build', run: build },
  ...['architecture', 'unit', 'store', 'adapters', 'scenarios', 'simulation'].map((name) => ({
    name,
    run: () => vitest(name),
  })),
  { name: 'proofs', run: proofs },
  { name: 'e2e', run: endToEnd },
];

/**
 * @param {(typeof CHECKS)[number]} check
 * @returns {Promise<Result>}
 */
async function asOneTest(check) {
  const { ok, output } = await runCheck(check);
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, trouble: output };
}

/** @returns {Promise<Result>} */
async function build() {
  await buildIfChanged();
  return { passed: 1, failed: 0 };
}

/** @returns {Promise<Result>} */
async function proofs() {
  await ensureCCompiler();
  return vitest('proofs');
}

/** @returns {Promise<Result>} */
async function endToEnd() {
  await buildIfChanged();
  const { ensureDebianPackages, FOR_WEB_PAGES } = await import('./setup/debian-packages.mjs');
  await ensureDebianPackages(FOR_WEB_PAGES, 'the tests of the patients’ pages');
  const { prepareElectron } = await import('./setup/electron-runtime.mjs');
  await prepareElectron();
  return vitest('e2e');
}

/**
 * @param {string} project
 * @returns {Promise<Result>}
 */
async function vitest(project) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'slotkeeper-test-'));
  const report = path.join(folder, 'report.json');
  try {
    const code = await runToEnd(
      NODE_24,
      [
        inProject('node_modules', 'vitest', 'vitest.mjs'),
        'run',
        `--project=${project}`,
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      { cwd: ROOT, env: process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' } },
    );
    return count(report, code, project);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What vitest does not count as a failed test is one all the same: a file that does not load, a skipped test, an
 * error outside any test, a project without tests.
 * @param {string} report
 * @param {number} code
 * @param {string} project
 * @returns {Result}
 */
function count(report, code, project) {
  let found;
  try {
    found = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, trouble: `vitest gave no report for ${project} (it ended with ${code})` };
  }
  const files = /** @type {{ name: string, status: string, assertionResults: unknown[] }[]} */ (
    found.testResults
  );
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const skipped = found.numPendingTests + found.numTodoTests;
  const passed = found.numPassedTests;
  let failed = found.numFailedTests + broken.length + skipped;
  const troubles = broken.map((file) => `${path.relative(ROOT, file.name)} could not be run`);
  if (skipped > 0) troubles.push(`${skipped} skipped, which counts as failed`);
  if (passed + failed === 0) {
    failed = 1;
    troubles.push('no tests');
  }
  if (code !== 0 && failed === 0) {
    failed = 1;
    troubles.push('an error outside any test');
  }
  return troubles.length > 0 ? { passed, failed, trouble: troubles.join('; ') } : { passed, failed };
}

/**
 * @param {Stage} stage
 * @returns {Promise<Result>} a stage that cannot run at all has failed once
 */
export async function runStage(stage) {
  try {
    return await stage.run();
  } catch (trouble) {
    const text = trouble instanceof Error ? trouble.message : String(trouble);
    say(text);
    return { passed: 0, failed: 1, trouble: text.split('\n')[0] ?? '' };
  }
}
