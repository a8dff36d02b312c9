// Runs another program: to its end with our terminal and signals passed on, or quietly with its output kept.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv }} RunOptions */
/** @typedef {(line: string) => boolean} LineWatch Sees each line on its way to us; false drops it. */

/** @type {NodeJS.Signals[]} */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const PARENT = process.ppid;
const LOOK_FOR_PARENT_MS = 500;

/**
 * npm passes a signal on to the shell it runs us in, and that shell dies of it without telling us. So under npm the
 * end of our parent counts as a SIGTERM, or the app would outlive the command that started it.
 * @param {() => void} onOrphaned
 */
function watchParent(onOrphaned) {
  if (process.platform === 'win32' || !process.env.npm_lifecycle_event) return undefined;
  return setInterval(() => {
    if (process.ppid !== PARENT) onOrphaned();
  }, LOOK_FOR_PARENT_MS);
}

/**
 * The child has our stdin, stdout and stderr. A signal sent to us goes to it, and we end when it ends, so that
 * nobody is left behind. Ctrl-C in a terminal reaches the whole group by itself and is not sent a second time.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { watchStdout?: LineWatch, watchStderr?: LineWatch }} [options]
 * @returns {Promise<number>} exit code; 128 + n when a signal ended it
 */
export function runToEnd(command, args, options = {}) {
  const { watchStdout, watchStderr, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['inherit', watchStdout ? 'pipe' : 'inherit', watchStderr ? 'pipe' : 'inherit'],
      ...rest,
    });
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of PASSED_ON) process.on(signal, passOn);
    const parentWatch = watchParent(() => {
      clearInterval(parentWatch);
      child.kill('SIGTERM');
    });
    if (watchStdout && child.stdout) forwardLines(child.stdout, process.stdout, watchStdout);
    if (watchStderr && child.stderr) forwardLines(child.stderr, process.stderr, watchStderr);
    const finish = () => {
      clearInterval(parentWatch);
      for (const signal of PASSED_ON) process.off(signal, passOn);
    };
    child.once('error', (trouble) => {
      finish();
      reject(trouble);
    });
    child.once('close', (code, signal) => {
      finish();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * @param {import('node:stream').Readable} from
 * @param {NodeJS.WritableStream} to
 * @param {LineWatch} keep
 */
function forwardLines(from, to, keep) {
  let rest = '';
  from.setEncoding('utf8');
  from.on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (keep(line)) to.write(`${line}\n`);
  });
  from.on('end', () => {
    if (rest && keep(rest)) to.write(rest);
  });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { signal?: AbortSignal }} [options]
 * @returns {Promise<{ code: number, output: string }>} output holds stdout and stderr as they came
 */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => (output += text));
    }
    child.once('error', (trouble) => resolve({ code: 127, output: `${output}${trouble.message}` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
