/**
 * Builds the shim of disk-faults.c where a C compiler is at hand and tells it, through a small file, what to fail. Linux only:
 * elsewhere nothing can be put in front of SQLite in this way, and the proof says that it was not run.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';

/** Found by its usual name. */
const COMPILER = 'cc';
const SOURCE = path.join(import.meta.dirname, 'disk-faults.c');

export const DISK_TROUBLES = {
  EIO: constants.errno.EIO,
  ENOSPC: constants.errno.ENOSPC,
  kill: -1,
} as const;
export type DiskTrouble = keyof typeof DISK_TROUBLES;

/** Of the writes, syncs and truncations of one transaction: which of them fail, and how. The first is 1; 0 is none. */
export interface DiskFault {
  readonly at: number;
  readonly how: DiskTrouble;
  /** So does every later one. */
  readonly isSticky?: true;
  /** A second one, whatever the first has led to. */
  readonly also?: { readonly at: number; readonly how: DiskTrouble };
  /** Nothing reaches the disk from there on, and of what was not synced some is lost. */
  readonly isPowerCut?: true;
}

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
  /** From now on calls are counted, and some of them fail. */
  arm(fault: DiskFault): void;
  /** Gives how many calls there were. */
  disarm(): number;
}

const ORDERS_BYTES = 7 * 8;

/** Opens the file that the shim has mapped; makes it when it is not there yet. */
export function openOrders(file: string): DiskOrders {
  if (!existsSync(file)) writeFileSync(file, Buffer.alloc(ORDERS_BYTES));
  const set = (numbers: readonly number[]): void => {
    const bytes = Buffer.alloc(ORDERS_BYTES);
    numbers.forEach((number, at) => bytes.writeBigInt64LE(BigInt(number), at * 8));
    const fd = openSync(file, 'r+');
    writeSync(fd, bytes, 0, ORDERS_BYTES, 0);
    closeSync(fd);
  };
  return {
    file,
    arm({ at, how, isSticky, isPowerCut, also = { at: 0, how } }) {
      const stays = isSticky || isPowerCut ? 1 : 0;
      set([1, 0, at, DISK_TROUBLES[how], stays, also.at, DISK_TROUBLES[also.how]]);
    },
    disarm() {
      const bytes = Buffer.alloc(ORDERS_BYTES);
      const fd = openSync(file, 'r');
      readSync(fd, bytes, 0, ORDERS_BYTES, 0);
      closeSync(fd);
      set(Array.from({ length: 7 }, () => 0));
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
