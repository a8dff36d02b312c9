/**
 * The one place that knows which EHR speaks which protocol: settings in, diary out. All its calls share one budget and one
 * set of connections, which `close` ends.
 */
import { SECOND } from '#shared/domain/time.ts';

import type { Clock } from '../ports/clock.ts';
import type { EhrDiary } from '../ports/ehr-diary.ts';
import type { Log } from '../ports/log.ts';
import type { EhrSettings } from '../ports/settings.ts';
import { createBudget } from './budget.ts';
import { EMIS } from './emis/emis-answer.ts';
import { createEmisDiary } from './emis/emis-diary.ts';
import { createEmisSession } from './emis/emis-session.ts';
import { createHttp } from './http.ts';
import { type HttpLimits, USUAL_LIMITS } from './http-limits.ts';

export interface EhrDiaryDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly requestsPerSecond: number;
  /** How long a write may take. After it the outcome is in doubt, so it is given its whole time for the answer. */
  readonly requestTimeoutSeconds: number;
  /** Readings only; for tests of slow servers. */
  readonly readLimits?: HttpLimits;
}

const READS_AT_ONCE = 4;

export function createEhrDiary(settings: EhrSettings, deps: EhrDiaryDeps): EhrDiary {
  const { clock, log, requestsPerSecond, requestTimeoutSeconds, readLimits = USUAL_LIMITS } = deps;
  const writeMs = requestTimeoutSeconds * SECOND;
  const write = { ...USUAL_LIMITS, totalMs: writeMs, headersMs: writeMs, idleBodyMs: writeMs };
  switch (settings.kind) {
    case 'emis-web': {
      const http = createHttp({ clock, product: EMIS });
      const budget = createBudget({ clock, product: EMIS, requestsPerSecond, readsAtOnce: READS_AT_ONCE });
      const limits = { read: readLimits, write };
      const session = createEmisSession({ settings, http, budget, clock, log, limits });
      const close = () => {
        budget.close();
        http.close();
      };
      return createEmisDiary({ session, settings, clock, close });
    }
  }
}
