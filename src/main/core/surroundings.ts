/** What a core is given: the practice's configuration, the ports, and the way to the window, if there is one. */
import type { Preferences, SampleFault } from '#shared/contract/asked.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import type { PracticeRow } from '#shared/contract/rows.ts';
import type { AppChange } from '#shared/contract/snapshot.ts';
import type { Failure } from '#shared/domain/failure.ts';

import type { WrittenLog } from '../log/write-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dice } from '../ports/dice.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Configuration } from '../ports/settings.ts';
import type { DataFolder } from '../this-pc/data-folder.ts';

export interface BegunAnew {
  /** Names of the files that were put aside. */
  readonly files: readonly string[];
  /** Bookings and cancellations that were on their way then. */
  readonly unsent: number;
}

export interface CoreSurroundings {
  readonly folder: DataFolder;
  readonly configuration: Configuration;
  /** Left out: the data folder's own. `orElse` is taken when it holds the rows of another practice or EHR. */
  readonly database?: { readonly path: string; readonly orElse?: string };
  /** A credential that the EHR needs is not at hand: it is not asked at all, and every call fails with this. */
  readonly notSetUp?: Failure;
  /** What reception must be told about the way in which it was opened. */
  readonly notices?: PracticeRow['notices'];
  /** A person had what could no longer be opened put aside, and this is the first time it is opened since. */
  readonly begunAnew?: BegunAnew;
  /** Only on the sample practice: the way to make its EHR misbehave, and to act as the user of its SystmOne. */
  readonly sample?: {
    setFault(fault: SampleFault): Promise<void>;
    /** Whether a question was open. */
    answerDevice?(isApproved: boolean): boolean;
  };
  /** Reading and changing the configuration; left out where nobody can ask. */
  readonly settings?: Handlers['settings'];
  /** What can be done about a key that cannot be had; left out where nobody can ask. */
  readonly patientKey?: Handlers['patientKey'];
  readonly clock: Clock;
  readonly dice: Dice;
  readonly log: WrittenLog;
  readonly secrets: Secrets;
  /** SystmOne has approved this PC: its id is a credential, and kept like one. */
  readonly keepDeviceId: (deviceId: string) => void;
  readonly appPath: string;
  readonly version: string;
  /** Names and versions of what it runs on, for the bundle. */
  readonly runtime: Readonly<Record<string, string>>;
  readonly preferences: { read(): Preferences; write(preferences: Preferences): void };
  readonly shell: { showFile(file: string): void; openBookingSite(url: string): Promise<void> };
  /** Reading begins when it resolves; left out, at once. The first reading and the first drawing want the same CPU. */
  readonly whenDrawn?: Promise<void>;
  readonly publish: (channel: string, change: AppChange) => void;
}
