/**
 * Builds the shim of disk-faults.c where a C compiler is at hand and tells it, through a small file, what to fail. Linux only:
 * elsewhere nothing can be put in front of SQLite in this way, and the proof says that it was not run.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';

import type { Dice } from '../../../src/main/ports/dice.ts';

/** Found by its usual name. */
const COMPILER = 'cc';
const SOURCE = path.join(import.meta.dirname, 'disk-faults.c');

export const DISK_TROUBLES = {
  EIO: constants.errno.EIO,
  ENOSPC: constants.errno.ENOSPC,
  kill: -1,
} as const;
export type DiskTrouble = keyof typeof DISK_TROUBLES;

export type BuiltShim =
  | { readonly ok: true; readonly library: string; remove(): void }
  | { readonly ok: false; readonly why: string };

export function buildShim(): BuiltShim {
  if (process.platform !== 'linux') {
    return { ok: false, why: `Disk faults need LD_PRELOAD, which ${process.platform} does not have.` };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'slotkeeper-shim-'));
  const library = path.join(folder, 'disk-faults.so');
  const args = ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', library, SOURCE, '-ldl'];
  const built = spawnSync(COMPILER, args, { encoding: 'utf8' });
  if (built.status === 0) {
    return { ok: true, library, remove: () => rmSync(folder, { recursive: true, force: true }) };
  }
  rmSync(folder, { recursive: true, force: true });
  const why = built.error ? 'There is no C compiler (apt-get install gcc libc6-dev).' : built.stderr;
  return { ok: false, why: `Disk faults could not be built: ${why}` };
}

export interface DiskOrders {
  readonly file: string;
  /** The `n`th call from now on fails like this; 0: none does, they are only counted. */
  arm(n: number, how: DiskTrouble): void;
  /** Gives how many calls there were. */
  disarm(): number;
}

/** Opens the file that the shim has mapped; makes it when it is not there yet. */
export function openOrders(file: string): DiskOrders {
  if (!existsSync(file)) writeFileSync(file, Buffer.alloc(32));
  const set = (numbers: readonly number[]): void => {
    const bytes = Buffer.alloc(32);
    numbers.forEach((number, at) => bytes.writeBigInt64LE(BigInt(number), at * 8));
    const fd = openSync(file, 'r+');
    writeSync(fd, bytes, 0, 32, 0);
    closeSync(fd);
  };
  return {
    file,
    arm: (n, how) => set([1, 0, n, DISK_TROUBLES[how]]),
    disarm() {
      const bytes = Buffer.alloc(32);
      const fd = openSync(file, 'r');
      readSync(fd, bytes, 0, 32, 0);
      closeSync(fd);
      set([0, 0, 0, 0]);
      return Number(bytes.readBigInt64LE(8));
    },
  };
}

/** What a process needs so that the shim stands before its files whose path contains `part`. */
export const shimEnvironment = (
  library: string,
  part: string,
  more: { readonly orders?: string; readonly keepsUnsynced?: boolean } = {},
): Record<string, string> => ({
  LD_PRELOAD: library,
  SLOTKEEPER_DISK_FILE: part,
  ...(more.orders === undefined ? {} : { SLOTKEEPER_DISK_ORDERS: more.orders }),
  ...(more.keepsUnsynced === true ? { SLOTKEEPER_DISK_UNSYNCED: '1' } : {}),
});

const FILES = ['', '-wal'] as const;

/** Before a process is started that will lose its power: what is there now has long been synced. */
export function beginToTrust(database: string): void {
  for (const end of FILES) {
    const file = `${database}${end}`;
    rmSync(`${file}.unsynced`, { force: true });
    rmSync(`${file}.synced`, { force: true });
    if (existsSync(file)) copyFileSync(file, `${file}.synced`);
  }
}

/**
 * After it was killed: the files as they are when the power comes back. Synced bytes are there; of those that were not, each
 * write is, or is not, as the dice fall. The disk is free to reorder what nobody made it sync.
 */
export function cutPower(database: string, dice: Dice): void {
  for (const end of FILES) {
    const file = `${database}${end}`;
    rmSync(file, { force: true });
    if (existsSync(`${file}.synced`)) copyFileSync(`${file}.synced`, file);
    else if (end === '') writeFileSync(file, '');
    if (existsSync(`${file}.unsynced`)) keepSome(file, readFileSync(`${file}.unsynced`), dice);
  }
  rmSync(`${database}-shm`, { force: true });
}

function keepSome(file: string, unsynced: Buffer, dice: Dice): void {
  if (!existsSync(file)) writeFileSync(file, '');
  let now = readFileSync(file);
  for (let at = 0; at + 16 <= unsynced.length;) {
    const offset = Number(unsynced.readBigInt64LE(at));
    const length = Number(unsynced.readBigInt64LE(at + 8));
    const bytes = unsynced.subarray(at + 16, at + 16 + Math.max(0, length));
    at += 16 + Math.max(0, length);
    if (dice.fraction() < 0.5) continue;
    if (length < 0) {
      now = now.subarray(0, offset);
      continue;
    }
    const next = Buffer.alloc(Math.max(now.length, offset + bytes.length));
    now.copy(next);
    bytes.copy(next, offset);
    now = next;
  }
  writeFileSync(file, now);
}
