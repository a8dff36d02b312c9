// The first thing every command does: packages in place, then the same command again under Node 24, because the
// Node that a machine came with may be too old for them (better-sqlite3 13 crashes on Node 20 instead of failing).
import { ensurePackages } from './ensure-packages.mjs';
import { NODE_24 } from './project.mjs';
import { runToEnd } from './run-child.mjs';

/**
 * @param {string} script the command's own file
 * @returns {Promise<number | undefined>} the exit code when the command has been done elsewhere
 */
export async function continueOnNode24(script) {
  await ensurePackages();
  if (Number(process.versions.node.split('.')[0]) >= 24) return undefined;
  return runToEnd(NODE_24, [script, ...process.argv.slice(2)]);
}
