/** A file that only this user may read. One that others may read is refused, not quietly tightened: what they have read they have. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Forced to disk under another name first, so that whoever reads it finds the old one or the new one, never a half. */
export function writePrivateFile(file: string, content: Uint8Array | string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.new`;
  rmSync(half, { force: true });
  const handle = openSync(half, 'wx', 0o600);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(half, file);
}

/** Windows keeps the user's own folder to the user; there the mode says nothing. */
export const mayOthersRead = (file: string): boolean =>
  process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
