// The frame around every command's main function: its exit code, its failures told as sentences, and what it started
// ended before it leaves.
import { SetUpFailure } from './say.mjs';

/** @type {(() => Promise<void>)[]} */
const endings = [];

/**
 * For what outlives a step but not the command, like a virtual display.
 * @param {() => Promise<void>} end
 */
export function beforeLeaving(end) {
  endings.push(end);
}

/**
 * A set-up failure is told as a sentence, anything else as the bug it is.
 * @param {() => Promise<number>} main gives the exit code
 */
export async function runCommand(main) {
  try {
    process.exitCode = await main();
  } catch (trouble) {
    if (trouble instanceof SetUpFailure) process.stderr.write(`\nCannot go on: ${trouble.message}\n`);
    else process.stderr.write(`${trouble instanceof Error ? trouble.stack : String(trouble)}\n`);
    process.exitCode = 1;
  } finally {
    for (const end of endings) await end();
  }
}
