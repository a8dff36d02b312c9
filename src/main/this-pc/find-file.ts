/**
 * Whether a file of the key lies there, and why it cannot be read. A folder that is closed to this user is no missing file:
 * taken for one, a second key would be begun beside the first.
 */
import { statSync } from 'node:fs';

import type { NoKey } from '../ports/secrets.ts';

/** Throws what the file system throws when it does not let us look. */
export const isFileThere = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** Windows says EPERM and EBUSY of a file that a virus scanner holds for a moment; elsewhere it is the rights. */
export function whyNotRead(error: unknown): NoKey {
  const code = codeOf(error);
  if (process.platform !== 'win32' && (code === 'EACCES' || code === 'EPERM')) {
    const message = 'The key to patients’ details lies in a folder that belongs to another user of this PC.';
    return { kind: 'not-ours', message };
  }
  const message = `The file of the key to patients’ details cannot be read just now (${code}).`;
  return { kind: 'unavailable', message };
}
