/**
 * The one place that knows which EHR speaks which protocol: settings in, diary out. All its calls share one budget and one
 * set of connections, which `close` ends.
 */
import { SECOND } from '#shared/domain/time.ts';

import type { EhrDiary } from '../ports/ehr-diary.ts';
import type { EhrSettings } from '../ports/settings.ts';
import { createBudget } from './budget.ts';
import { EMIS } from './emis/emis-answer.ts';
import { createEmisDiary } from './emis/emis-diary.ts';
import { createEmisSession } from './emis/emis-session.ts';
import { createGpConnectDiary } from './gp-connect/gp-connect-diary.ts';
import type { EhrDiaryDeps } from './ehr-diary-deps.ts';
import { createHttp } from './http.ts';
import { USUAL_LIMITS } from './http-limits.ts';
import { createSystmOneDiary } from './systmone/systmone-diary.ts';

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
    case 'systmone':
      return createSystmOneDiary(settings, deps);
    case 'gp-connect':
      return createGpConnectDiary(settings, deps);
  }
}
