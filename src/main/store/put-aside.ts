/**
 * Moves a database that cannot be read aside, with its write-ahead log, under a name with the time. Never deletes: what
 * is in it may still be wanted, and the log only means something beside its database.
 */
import { existsSync, renameSync } from 'node:fs';

import type { Instant } from '#shared/domain/time.ts';

const BESIDE = ['-wal', '-shm'] as const;

/** The new path. Throws what the file system throws. */
export function putAside(path: string, at: Instant): string {
  const stamp = new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  let aside = `${path}.put-aside-${stamp}`;
  for (let n = 2; existsSync(aside) || BESIDE.some((end) => existsSync(aside + end)); n += 1) {
    aside = `${path}.put-aside-${stamp}-${n}`;
  }
  // The log first: were we killed in between, a new database would find the old log beside it.
  for (const end of BESIDE) if (existsSync(path + end)) renameSync(path + end, aside + end);
  if (existsSync(path)) renameSync(path, aside);
  return aside;
}
