/** `slotkeeper run`: sync, write-back and booking site without a window. The log is the output, as JSON lines. */
import path from 'node:path';

import { defaultPreferences } from '#shared/contract/asked.ts';

import { dataFolderAt, defaultDataRoot } from '../this-pc/data-folder.ts';
import { writeLog } from '../log/write-log.ts';
import { openPractice } from '../start/open-practice.ts';
import { createKeyFile } from '../this-pc/key-file.ts';
import { SAMPLES, checkSample } from '../start/start-options.ts';
import { systemClock } from '../this-pc/system-clock.ts';
import { systemDice } from '../this-pc/system-dice.ts';
import { readVersion } from '../start/version.ts';
import { asCommand, readArguments, refuseArguments, sayFailure } from './command.ts';

const APP_PATH = path.resolve(import.meta.dirname, '../../..');

const help = `Usage: slotkeeper run [--config FILE] [--data DIR] [--sample NAME]

Reads the diary, writes bookings back and serves the patients' page, without a window.
The log goes to stdout as JSON lines. Stop it with Ctrl-C.

  --config FILE   the practice's configuration (default: configuration.json in the data folder;
                  without one, the sample practice)
  --data DIR      the data folder (default: the window's own)
  --sample NAME   the sample practice, whatever is configured: ${SAMPLES.join(', ')}
`;

const ends = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

export const runCommand = asCommand({ summary: 'Run without a window', help }, async (args) => {
  const { values, positionals } = readArguments(args, {
    config: { type: 'string' },
    data: { type: 'string' },
    sample: { type: 'string' },
  });
  if (positionals.length > 0) refuseArguments(`What is “${positionals[0]}”?`);
  const sample = values.sample === undefined ? undefined : checkSample(values.sample);
  if (sample && !sample.ok) return refuseArguments(sample.failure.message);

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const folder = dataFolderAt(path.resolve(values.data ?? defaultDataRoot()));
  const log = writeLog(folder.logs, process.stdout);
  let preferences = defaultPreferences;
  const opened = await openPractice({
    folder,
    options: {
      ...(values.config === undefined ? {} : { configurationFile: values.config }),
      ...(sample ? { sample: sample.value } : {}),
    },
    clock: systemClock,
    dice: systemDice,
    log,
    secrets: createKeyFile(folder.patientKey, systemDice),
    appPath: APP_PATH,
    version: readVersion(APP_PATH),
    runtime: { node: process.versions.node },
    preferences: { read: () => preferences, write: (next) => void (preferences = next) },
    shell: { showFile: () => undefined, openBookingSite: async () => undefined },
    publish: () => undefined,
  });
  if (!opened.ok) return sayFailure(opened.failure);
  for (const line of opened.value.lines) process.stderr.write(`${line}\n`);
  await ends(stopping.signal);
  await opened.value.close();
  return 0;
});
