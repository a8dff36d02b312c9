/**
 * Who is signed in to this PC, and the note beside a sealed key that says for whom it was sealed. The key store itself
 * cannot tell *another user's* from *damaged*; the note is what tells them apart. Nothing in it is secret.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';

import { writePrivateFile } from './private-file.ts';

export interface PcUser {
  readonly user: string;
  readonly computer: string;
}

function userName(): string {
  const { USERDOMAIN: domain, USERNAME: name } = process.env;
  if (process.platform === 'win32' && name) return domain ? `${domain}\\${name}` : name;
  try {
    return os.userInfo().username;
  } catch {
    return name ?? 'unknown';
  }
}

export const pcUser = (): PcUser => ({ user: userName(), computer: os.hostname() });

const lower = ({ user, computer }: PcUser): string => JSON.stringify([user, computer]).toLowerCase();

export const isSameUser = (one: PcUser, other: PcUser): boolean => lower(one) === lower(other);

/** Names the user in a folder's name without telling who it is. */
export const markOfUser = (whose: PcUser): string =>
  createHash('sha256').update(lower(whose)).digest('hex').slice(0, 12);

const isPcUser = (value: unknown): value is PcUser =>
  typeof value === 'object' &&
  value !== null &&
  'user' in value &&
  'computer' in value &&
  typeof value.user === 'string' &&
  typeof value.computer === 'string';

/** `undefined` when there is none, or it cannot be read: then nobody knows whose it is. */
export function readOwner(file: string): PcUser | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isPcUser(found) ? { user: found.user, computer: found.computer } : undefined;
  } catch {
    return undefined;
  }
}

/** A note that cannot be written is done without: the key itself matters more. */
export function noteOwner(file: string, owner: PcUser): void {
  try {
    writePrivateFile(file, `${JSON.stringify(owner)}\n`);
  } catch {
    // Without it *another user's* is told as *damaged, or another user's*.
  }
}
