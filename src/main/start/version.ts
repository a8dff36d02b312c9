/** The version that package.json says, for the log and the bundle. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export function readVersion(appPath: string): string {
  const told = JSON.parse(readFileSync(path.join(appPath, 'package.json'), 'utf8')) as {
    readonly version?: string;
  };
  return told.version ?? 'unknown';
}
