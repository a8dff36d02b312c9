/**
 * Gathers what support needs, from typed facts only: counts, names of slot types, times, states and failures. There is no
 * patient in any of these shapes; `check-bundle.ts` looks all the same before anything is written.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { COMMAND_STATES } from '#shared/domain/command.ts';
import { redactText } from '#shared/domain/redact-text.ts';
import { type Instant, formatInstant } from '#shared/domain/time.ts';

import type { Configuration } from '../ports/settings.ts';
import type { AuditEntry, StoreReader } from '../store/store.ts';

export interface BundleFile {
  readonly name: string;
  readonly text: string;
}

export interface BundleSources {
  readonly read: StoreReader;
  /** Of a practice that runs, its configuration; else the note of what was last opened. Secrets are taken out here. */
  readonly configuration: ToldConfiguration;
  readonly isSample: boolean;
  readonly versions: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly logFiles: readonly string[];
  readonly now: Instant;
}

export type ToldConfiguration = Pick<Configuration, 'practice' | 'reading' | 'booking'>;

const LOG_TAIL_BYTES = 128 * 1024;
const READINGS = 200;
const EVENTS = 500;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const time = (at: Instant | undefined): string | undefined =>
  at === undefined ? undefined : formatInstant(at);

/** Named secrets, wherever they stand: a configuration of tomorrow has them in other places. */
const SECRETS = new Set([
  'accessToken',
  'applicationId',
  'apiKey',
  'deviceId',
  'password',
  'secret',
  'token',
  'passphrase',
  'key',
  'webhookUrl', // some services take their token in the address
  'webhookSecret',
  'user', // whose name GP Connect's token carries: support needs to know only that there is one
]);

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      SECRETS.has(name) ? '[kept back]' : withoutSecrets(part),
    ]),
  );
}

/** What reception wrote about one booking may name its patient, whatever it was asked: it stays here. */
function toldEntry({ note, ...entry }: AuditEntry): unknown {
  return { ...entry, ...(note === undefined ? {} : { note: '[kept back]' }), at: time(entry.at) };
}

function slotTypes(read: StoreReader): unknown {
  return read.slotTypes.all().map((type) => ({
    id: type.id,
    name: type.name,
    active: type.isActive,
    bookableInEhr: type.bookableInEhr,
    switchedAt: time(type.switchedAt),
    lastSeenAt: time(type.lastSeenAt),
    vanishedAt: time(type.vanishedAt),
    missingSince: time(type.missingSince),
  }));
}

function days(read: StoreReader): unknown {
  return read.days.all().map((day) => ({
    day: day.day,
    state: day.state,
    countsReadAt: time(day.countsReadAt),
    slotsReadAt: time(day.slotsReadAt),
    sessions: read.sessions.onDay(day.day).length,
  }));
}

/** How many writes stand where, and how old the oldest is: never which patient or slot. */
function commands(read: StoreReader, now: Instant): unknown {
  const unsettled = read.commands.unsettled();
  return {
    byState: Object.fromEntries(
      COMMAND_STATES.map((state) => [state, unsettled.filter((command) => command.state === state).length]),
    ),
    oldestMinutes: Math.max(0, ...unsettled.map((command) => Math.round((now - command.createdAt) / 60_000))),
    failures: unsettled.flatMap((command) => (command.failure ? [command.failure.kind] : [])),
  };
}

/** `detail` stays: connectors promise that it holds no address and no patient, and it is what support reads first. */
function readings(read: StoreReader): unknown {
  return read.readings
    .recent(READINGS)
    .map((reading) => ({ ...reading, startedAt: time(reading.startedAt) }));
}

function events(read: StoreReader): unknown {
  return {
    chainBrokenAt: read.audit.firstBrokenSeq(),
    newest: read.audit.recent(EVENTS).map(toldEntry),
  };
}

function tailOf(file: string, bytes: number): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const part = Buffer.alloc(Math.min(size, bytes));
    readSync(handle, part, 0, part.length, size - part.length);
    const text = part.toString('utf8');
    return size > bytes ? text.slice(text.indexOf('\n') + 1) : text;
  } finally {
    closeSync(handle);
  }
}

/** One collector that fails leaves the others alone; what is missing is said in words. */
export function collect(sources: BundleSources, note: string): { files: BundleFile[]; missing: string[] } {
  const { read, configuration, isSample, versions, logFiles, now } = sources;
  const collectors: readonly (readonly [string, () => string])[] = [
    ['note.txt', () => redactText(note)],
    ['versions.json', () => json({ ...versions, madeAt: formatInstant(now), isSample })],
    ['configuration.json', () => json(withoutSecrets(configuration))],
    ['health.json', () => json({ read: read.health.of('read'), write: read.health.of('write') })],
    ['slot-types.json', () => json(slotTypes(read))],
    ['days.json', () => json(days(read))],
    ['readings.json', () => json(readings(read))],
    ['writes.json', () => json(commands(read, now))],
    ['events.json', () => json(events(read))],
    ['log.jsonl', () => redactText(tailOf(logFiles.at(-1) ?? '', LOG_TAIL_BYTES))],
  ];
  const files: BundleFile[] = [];
  const missing: string[] = [];
  for (const [name, make] of collectors) {
    try {
      const text = make();
      if (text !== '') files.push({ name, text });
    } catch (error) {
      missing.push(
        `${name} could not be collected (${error instanceof Error ? error.name : 'unknown trouble'}).`,
      );
    }
  }
  return { files, missing };
}
