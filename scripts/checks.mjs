// The checks that need no running app, as data: both `npm run check` and `npm test` run them.
import { inProject, NODE_24, ROOT } from './setup/project.mjs';
import { runQuietly } from './setup/run-child.mjs';

/** @type {readonly { name: string, program: string[], args: string[], mend: string }[]} */
export const CHECKS = [
  { name: 'format', program: ['oxfmt', 'bin', 'oxfmt'], args: ['--check', '.'], mend: 'npm run format' },
  { name: 'lint', program: ['oxlint', 'bin', 'oxlint'], args: ['--deny-warnings'], mend: 'npx oxlint --fix' },
  { name: 'types', program: ['typescript', 'bin', 'tsc'], args: ['-b'], mend: 'npx tsc -b' },
  { name: 'unused', program: ['knip', 'bin', 'knip.js'], args: ['--no-progress'], mend: 'npx knip' },
];

/**
 * @param {(typeof CHECKS)[number]} check
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function runCheck({ program, args, mend }) {
  const { code, output } = await runQuietly(NODE_24, [inProject('node_modules', ...program), ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { ok: code === 0, output: code === 0 ? '' : `${output.trim()}\n(to mend or see it: ${mend})` };
}
