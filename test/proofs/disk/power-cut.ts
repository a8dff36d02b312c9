/**
 * What a disk has kept when the power comes back. What was synced is there; of what was not, each write is there, is not, or is
 * there in parts, as the dice fall: a disk may reorder and tear what nobody made it sync. The shim (disk-faults.c) remembers both.
 */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import type { Dice } from '../../../src/main/ports/dice.ts';

const ENDS = ['', '-wal', '-journal'] as const;
const SECTOR = 512;
const LOST_SHARE = 0.5;
const TORN_SHARE = 0.15;

/** Before the process that will lose its power: what is there now has long been synced. */
export function beginToTrust(database: string): void {
  for (const end of ENDS) {
    const file = `${database}${end}`;
    rmSync(`${file}.unsynced`, { force: true });
    rmSync(`${file}.synced`, { force: true });
    if (existsSync(file)) copyFileSync(file, `${file}.synced`);
  }
}

export interface Unsynced {
  readonly writes: number;
  /** Of those, not there any more, or only in parts. */
  readonly lost: number;
}

/** After it has ended: makes the files what they are when the power comes back. */
export function cutPower(database: string, dice: Dice): Unsynced {
  let writes = 0;
  let lost = 0;
  for (const end of ENDS) {
    const file = `${database}${end}`;
    // SQLite deletes its journal to commit: the deletion of a file is one thing, and stays done.
    const isDone = end === '-journal' && !existsSync(file);
    rmSync(file, { force: true });
    if (isDone) continue;
    const had = existsSync(`${file}.synced`) ? readFileSync(`${file}.synced`) : undefined;
    const unsynced = existsSync(`${file}.unsynced`) ? readFileSync(`${file}.unsynced`) : Buffer.of();
    if (had === undefined && end !== '' && unsynced.length === 0) continue;
    const left = keepSome(had ?? Buffer.of(), unsynced, dice);
    writeFileSync(file, left.bytes);
    writes += left.writes;
    lost += left.lost;
  }
  rmSync(`${database}-shm`, { force: true });
  return { writes, lost };
}

function keepSome(had: Buffer, unsynced: Buffer, dice: Dice): Unsynced & { readonly bytes: Buffer } {
  let bytes = had;
  let writes = 0;
  let lost = 0;
  for (let at = 0; at + 16 <= unsynced.length;) {
    const offset = Number(unsynced.readBigInt64LE(at));
    const length = Number(unsynced.readBigInt64LE(at + 8));
    const written = unsynced.subarray(at + 16, at + 16 + Math.max(0, length));
    at += 16 + Math.max(0, length);
    writes += 1;
    const fate = dice.fraction();
    if (fate < LOST_SHARE + TORN_SHARE) lost += 1;
    if (fate < LOST_SHARE) continue;
    if (length < 0) {
      bytes = bytes.subarray(0, offset);
      continue;
    }
    const next = Buffer.alloc(Math.max(bytes.length, offset + written.length));
    bytes.copy(next);
    const isTorn = fate < LOST_SHARE + TORN_SHARE;
    for (let from = 0; from < written.length; from += SECTOR) {
      if (!isTorn || dice.fraction() < 0.5) written.copy(next, offset + from, from, from + SECTOR);
    }
    bytes = next;
  }
  return { bytes, writes, lost };
}
