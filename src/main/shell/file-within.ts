/** Which file of the window a path of its address means. Whoever gets a path past this reads any file of the PC. */
import path from 'node:path';

/** The file asked for, or `undefined` when it lies outside the folder, however the path is written. */
export function fileWithin(folder: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const file = path.resolve(folder, `.${decoded === '/' ? '/index.html' : decoded}`);
  return file.startsWith(folder + path.sep) ? file : undefined;
}
