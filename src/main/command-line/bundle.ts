/** `slotkeeper bundle`: the diagnostic bundle without a window, also when the window will not start. */
import path from 'node:path';

import { createDiagnostics } from '../diagnostics/diagnostics.ts';
import { logFilesIn } from '../log/write-log.ts';
import { systemClock } from '../this-pc/system-clock.ts';
import { readVersion } from '../start/version.ts';
import { asCommand, readArguments, refuseArguments, say, sayFailure } from './command.ts';
import { withOpenedFolder } from './open-offline.ts';

const APP_PATH = path.resolve(import.meta.dirname, '../../..');

const help = `Usage: slotkeeper bundle --out FILE.zip [--note TEXT] [--data DIR]

Writes a diagnostic bundle for support: versions, configuration without secrets, slot types and counts,
recent readings, health, what waits, the end of the log. No patient is in it.
`;

export const bundleCommand = asCommand({ summary: 'A diagnostic bundle for support', help }, async (args) => {
  const { values, positionals } = readArguments(args, {
    out: { type: 'string' },
    note: { type: 'string' },
    data: { type: 'string' },
  });
  if (positionals.length > 0) refuseArguments(`What is “${positionals[0]}”?`);
  const out = values.out;
  if (!out?.endsWith('.zip')) return refuseArguments('Name the bundle with --out FILE.zip.');
  const done = await withOpenedFolder(values.data, ({ read, folder, lastOpened }) =>
    createDiagnostics({
      read,
      configuration: lastOpened,
      isSample: lastOpened.isSample,
      versions: {
        slotkeeper: readVersion(APP_PATH),
        platform: process.platform,
        node: process.versions.node,
      },
      logFiles: logFilesIn(folder.logs),
      folder: folder.bundles,
      clock: systemClock,
    }).write(values.note ?? '', path.resolve(out)),
  );
  if (!done.ok) return sayFailure(done.failure);
  if (!done.value.ok) return sayFailure(done.value.failure);
  say(done.value.value.path);
  return 0;
});
