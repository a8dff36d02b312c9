/** Keeps a key that cannot be used under a name with the time. Never deletes: what it sealed may still be wanted. */
import { renameSync } from 'node:fs';
import path from 'node:path';

import type { Instant } from '#shared/domain/time.ts';

import { isFileThere } from './find-file.ts';

/** The new names, without their folder. Throws what the file system throws. */
export function putKeyAside(files: readonly string[], at: Instant): readonly string[] {
  const stamp = new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return files.filter(isFileThere).map((file) => {
    let aside = `${file}.put-aside-${stamp}`;
    for (let n = 2; isFileThere(aside); n += 1) aside = `${file}.put-aside-${stamp}-${n}`;
    renameSync(file, aside);
    return path.basename(aside);
  });
}
