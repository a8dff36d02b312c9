// A display for the window: the person's own, or on a machine without one a virtual one that ends with us.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensureDebianPackages, FOR_DISPLAY } from './debian-packages.mjs';
import { beforeLeaving } from './run-command.mjs';
import { say, SetUpFailure } from './say.mjs';

const WAIT_MS = 10_000;

/**
 * Sets DISPLAY for this process and its children.
 * @returns {Promise<{ virtual: boolean }>}
 */
export async function ensureDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
    return { virtual: false };
  await ensureDebianPackages(FOR_DISPLAY, 'a virtual display');
  const server = ['Xvfb', '-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'];
  // Even when we are killed outright, the kernel tells Xvfb to end.
  const command = existsSync('/usr/bin/setpriv') ? ['setpriv', '--pdeathsig', 'TERM', ...server] : server;
  const child = spawn(command[0] ?? 'Xvfb', command.slice(1), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  beforeLeaving(async () => {
    child.kill();
    await ended;
  });
  const display = await numberFrom(child);
  process.env.DISPLAY = `:${display}`;
  say(`No display here, so a virtual one is used (${process.env.DISPLAY}).`);
  return { virtual: true };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>} the number Xvfb chose
 */
function numberFrom(child) {
  const pipe = /** @type {import('node:net').Socket} */ (child.stdio[3]);
  return new Promise((resolve, reject) => {
    const fail = () => reject(new SetUpFailure('Xvfb did not start. Run: Xvfb -displayfd 1  to see why.'));
    const timer = setTimeout(fail, WAIT_MS);
    child.once('error', fail);
    child.once('exit', fail);
    let text = '';
    pipe.on('data', (chunk) => {
      text += chunk;
      const found = text.match(/^(\d+)\n/);
      if (!found?.[1]) return;
      clearTimeout(timer);
      child.off('exit', fail);
      pipe.destroy();
      resolve(found[1]);
    });
  });
}
