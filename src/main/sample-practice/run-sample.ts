/**
 * `slotkeeper sample`: one sample practice alone, for trying a configuration or another program.
 *
 * Prints exactly one JSON line on stdout, when it is ready; everything else goes to stderr. Answers
 * an exit code: 0 stopped as asked, 1 could not run, 2 used wrongly.
 */
import { parseArgs } from 'node:util';
import { type FaultSettings, readFaultFile } from './control/fault-file.ts';
import { USUAL_WEEKS } from './living-practice.ts';
import { DOOR_NAMES, type DoorName, DOORS, isDoorName } from './open-door.ts';
import type { DoorOptions } from './sample-practice.ts';

export const SAMPLE_HELP = `Usage: slotkeeper sample [--ehr KIND] [options]

Runs a sample practice on this computer. It is not real: every patient is invented.

  --ehr KIND       ${DOOR_NAMES.join(', ')} (default emis-web)
  --port N         port on 127.0.0.1; 0 takes a free one
                   (default ${DOOR_NAMES.map((name) => `${name} ${DOORS[name].port}`).join(', ')})
  --seed TEXT      which practice: the same seed makes the same diary (default "sample")
  --weeks N        how far ahead the diary is built (default ${USUAL_WEEKS})
  --lively N       changes a minute by staff; 0 = none (default 6)
  --state FILE     keeps every change, so that a restart goes on where it was
  --faults FILE    what it should do wrong, as JSON
  --clinicians N   how many clinicians (default 15)
  --slots-per-session N
  --help
`;

type Values = Readonly<Record<string, string | boolean | undefined>>;

function wholeNumber(values: Values, name: string, least: number, most: number): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new Error(`--${name}: a whole number from ${least} to ${most}`);
  return number;
}

function readValues(args: readonly string[]): Values {
  const text = { type: 'string' } as const;
  return parseArgs({
    args: [...args],
    options: {
      ehr: text,
      port: text,
      seed: text,
      weeks: text,
      lively: text,
      state: text,
      faults: text,
      clinicians: text,
      'slots-per-session': text,
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}

type Asked = { readonly door: DoorName; readonly options: DoorOptions; readonly modes: unknown };

function readAsked(values: Values): Asked {
  const door = String(values['ehr'] ?? 'emis-web');
  if (!isDoorName(door)) throw new Error(`--ehr: ${DOOR_NAMES.join(', ')}`);
  const given = <Name extends string, T>(name: Name, value: T | undefined) =>
    (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };
  const { faults, modes }: Partial<FaultSettings> =
    typeof values['faults'] === 'string' ? readFaultFile(values['faults']) : {};
  const options: DoorOptions = {
    ...given('port', wholeNumber(values, 'port', 0, 65_535)),
    ...given('weeks', wholeNumber(values, 'weeks', 1, 52)),
    ...given('clinicians', wholeNumber(values, 'clinicians', 1, 380)),
    ...given('slotsPerSession', wholeNumber(values, 'slots-per-session', 1, 99)),
    ...(typeof values['seed'] === 'string' ? { seed: values['seed'] } : {}),
    ...(typeof values['state'] === 'string' ? { stateFile: values['state'] } : {}),
    ...given('faults', faults),
    lively: wholeNumber(values, 'lively', 0, 60_000) ?? 6,
    controlPlane: true,
  };
  return { door, options, modes };
}

const say = (trouble: unknown): string => (trouble instanceof Error ? trouble.message : String(trouble));

/** Waits for the signal to stop. A second signal ends the process the usual way. */
const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    // Node ends by itself when nothing is left to wait for; a practice with its door shut still waits.
    const awake = setInterval(() => undefined, 3_600_000);
    const stop = (): void => {
      clearInterval(awake);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });

export async function runSample(args: readonly string[]): Promise<number> {
  let asked: Asked;
  try {
    const values = readValues(args);
    if (values['help'] === true) {
      process.stdout.write(SAMPLE_HELP);
      return 0;
    }
    asked = readAsked(values);
  } catch (trouble) {
    process.stderr.write(`slotkeeper sample: ${say(trouble)}\nTry: slotkeeper sample --help\n`);
    return 2;
  }
  try {
    const practice = DOORS[asked.door].create(asked.options);
    practice.setModesFrom(asked.modes);
    await practice.start();
    const stopped = untilStopped();
    process.stdout.write(
      `${JSON.stringify({ ready: true, ehr: practice.ehr, control: practice.controlUrl() })}\n`,
    );
    await stopped;
    await practice.close();
    return 0;
  } catch (trouble) {
    process.stderr.write(`slotkeeper sample: ${say(trouble)}\n`);
    return 1;
  }
}
