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
