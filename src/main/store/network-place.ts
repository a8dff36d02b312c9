/**
 * Whether a file would lie on the network, where SQLite's locks cannot be trusted and a lost connection damages the database.
 * The name alone does not tell: a drive letter, a link or a mount may lead there, so the folder is followed to where it is.
 */
import { existsSync, realpathSync, statfsSync } from 'node:fs';
import path from 'node:path';

export interface Place {
  readonly path: string;
  /** Where links and drive letters lead to; `undefined` where nobody can say. */
  readonly realPath?: string | undefined;
  /** The kind of file system by Linux's number; other systems have no such. */
  readonly fileSystem?: number | undefined;
}

/** Linux's numbers, of `statfs(2)`: NFS, SMB three times (the old, CIFS, SMB 2 and later), AFS, Ceph, NetWare. */
const ON_NETWORK: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400, 0x564c,
]);

/** `\\server\share`, and not `\\.\` or `\\?\`, which Windows itself writes before local paths. */
const isShare = (file: string): boolean =>
  /^[\\/]{2}(?![.?][\\/])/.test(file) || /^[\\/]{2}[.?][\\/]UNC[\\/]/i.test(file);

export const isNetworkPlace = ({ path: file, realPath, fileSystem }: Place): boolean =>
  isShare(file) ||
  (realPath !== undefined && isShare(realPath)) ||
  (fileSystem !== undefined && ON_NETWORK.has(fileSystem >>> 0));

/** The folder itself may not be there yet: it will lie where the nearest one above it does. */
function nearestFolder(file: string): string {
  let folder = path.dirname(path.resolve(file));
  while (!existsSync(folder) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  return folder;
}

const orUnknown = <Found>(ask: () => Found): Found | undefined => {
  try {
    return ask();
  } catch {
    return undefined;
  }
};

/** Never throws: a folder that tells nothing is told by its name, and opening the database says the rest. */
export function placeOf(file: string): Place {
  // A share is not asked anything: a server that is away would keep the start waiting.
  if (isShare(file)) return { path: file };
  const folder = nearestFolder(file);
  const isLinux = process.platform === 'linux';
  return {
    path: file,
    realPath: orUnknown(() => realpathSync.native(folder)),
    fileSystem: isLinux ? orUnknown(() => statfsSync(folder).type) : undefined,
  };
}
