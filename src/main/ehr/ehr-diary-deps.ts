/** What every connector is given besides its own settings. */
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Configuration } from '../ports/settings.ts';
import type { HttpLimits } from './http-limits.ts';

export interface EhrDiaryDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Who we are; and whose diary it must be. */
  readonly practice: Configuration['practice'];
  /** SystmOne has approved this PC under this id: it must be kept, or somebody is asked again at every start. */
  readonly keepDeviceId: (deviceId: string) => void;
  readonly requestsPerSecond: number;
  /** SystmOne drops what comes faster than one request a second, so it is never asked faster. False only in tests. */
  readonly isPaced?: false;
  /** How long a write may take. After it the outcome is in doubt, so it is given its whole time for the answer. */
  readonly requestTimeoutSeconds: number;
  /** Readings only; for tests of slow servers. */
  readonly readLimits?: HttpLimits;
}
