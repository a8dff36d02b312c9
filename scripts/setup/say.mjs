// What set-up tells the person at the terminal: plain lines, one for each thing it does.
// A command whose stdout is data (the command line, the bench) calls keepStdoutForData first.

/** @type {NodeJS.WritableStream} */
let stream = process.stdout;

export function keepStdoutForData() {
  stream = process.stderr;
}

/** @param {string} line */
export function say(line) {
  stream.write(`${line}\n`);
}

/** Something the person has to do: said in full, then the process ends with a failure. */
export class SetUpFailure extends Error {}

/**
 * Runs a command's main function; a set-up failure is told as a sentence, anything else as the bug it is.
 * @param {() => Promise<number>} main gives the exit code
 */
export async function runCommand(main) {
  try {
    process.exitCode = await main();
  } catch (trouble) {
    if (trouble instanceof SetUpFailure) process.stderr.write(`\nCannot go on: ${trouble.message}\n`);
    else process.stderr.write(`${trouble instanceof Error ? trouble.stack : String(trouble)}\n`);
    process.exitCode = 1;
  }
}
