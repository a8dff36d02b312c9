/**
 * Writes the log: JSON lines in the data folder, kept to two files of a few megabytes, redacted when written. A log that
 * cannot be written never stops the app; it is then silent, and the bundle says that it is missing.
 */
import { mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

import pino from 'pino';

import { redactText } from '#shared/domain/redact-text.ts';

import type { Log, LogField } from '../ports/log.ts';

const KEEP_BYTES = 4 * 1024 * 1024;

export interface WrittenLog extends Log {
  readonly files: readonly string[];
  flush(): void;
}

type Fields = Readonly<Record<string, LogField>>;

function redacted(fields: Fields): Record<string, LogField> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? redactText(value) : value,
    ]),
  );
}

/** Oldest first. */
export const logFilesIn = (folder: string): readonly string[] => [
  path.join(folder, 'slotkeeper.1.log'),
  path.join(folder, 'slotkeeper.log'),
];

/** `undefined` when the file cannot be opened: then there is no log but the second stream. */
function openDestination(file: string) {
  try {
    const destination = pino.destination({ dest: file, sync: true, mkdir: true, append: true });
    destination.on('error', () => undefined);
    return destination;
  } catch {
    return undefined;
  }
}

/** `alsoTo`: a second stream for the command line, where the log is the output. */
export function writeLog(folder: string, alsoTo?: NodeJS.WritableStream): WrittenLog {
  const files = logFilesIn(folder);
  const [older = '', file = ''] = files;
  const keepSmall = () => {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > KEEP_BYTES) renameSync(file, older);
  };
  try {
    mkdirSync(folder, { recursive: true });
    keepSmall();
  } catch {
    // A folder that cannot be written is met again, and said, when the store opens.
  }
  const destination = openDestination(file);
  const streams = [
    ...(destination ? [{ stream: destination }] : []),
    ...(alsoTo ? [{ stream: alsoTo }] : []),
  ];
  const writer = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'event',
      formatters: { level: (level) => ({ level }) },
    },
    pino.multistream(streams),
  );
  if (!destination) writer.warn('log.not-kept');
  let written = 0;
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, fields: Fields = {}) => {
      writer[level](redacted(fields), event);
      // Looked at now and then: a size check on every line would cost more than the line.
      if (++written % 2_000 === 0) {
        try {
          keepSmall();
          destination?.reopen();
        } catch {
          // Tried again later.
        }
      }
    };
  return {
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    files,
    flush: () => destination?.flushSync(),
  };
}
