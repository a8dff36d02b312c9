/** The files of a zip by name, read with yauzl: not the library that wrote it. */
import { buffer } from 'node:stream/consumers';

import yauzl from 'yauzl';

export function readZip(file: string): Promise<ReadonlyMap<string, string>> {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (trouble, zip) => {
      if (!zip) return reject(trouble ?? new Error('no zip'));
      const files = new Map<string, string>();
      zip.on('error', reject);
      zip.on('end', () => resolve(files));
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (problem, stream) => {
          if (!stream) return reject(problem ?? new Error('no stream'));
          buffer(stream).then((bytes) => {
            files.set(entry.fileName, bytes.toString('utf8'));
            zip.readEntry();
          }, reject);
        });
      });
      zip.readEntry();
    });
  });
}
