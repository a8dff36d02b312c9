/**
 * The key of an appointment that the diary shows without one (TPP: "present but optional"), from the patient's record. A
 * record may be looked into once in half a minute only, and what comes sooner is never answered: so it is not asked sooner.
 */
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed } from '#shared/domain/outcome.ts';
import { SECOND } from '#shared/domain/time.ts';

import type { Clock } from '../../ports/clock.ts';
import type { Ask, CancellationToSend } from '../../ports/ehr-diary.ts';
import { SYSTMONE } from './line/systmone-failures.ts';
import type { SystmOneSession } from './line/systmone-session.ts';
import { parseKeyOf } from './parse/systmone-parse-pending.ts';
import { formatPendingAsk, formatWallText } from './systmone-format.ts';

/** TPP's half a minute, and a hair for the clocks of two programs. */
const RECORD_SPACING_MS = 31 * SECOND;

/** Fails as `busy` until the record may be asked for again, and as `refused` where it names no one appointment. */
export type FindKey = (
  cancellation: CancellationToSend,
  nhsNumber: string,
  ask: Ask,
) => Promise<Outcome<string>>;

export function createKeyFinder(systmOne: Pick<SystmOneSession, 'call'>, clock: Clock): FindKey {
  let notBefore = -Infinity;
  return async ({ session, slot }, nhsNumber, ask) => {
    const waitMs = notBefore - clock.monotonicMs();
    if (waitMs > 0) {
      const message = `${SYSTMONE} lets a patient's record be looked into only once in half a minute.`;
      return failed(failure('busy', message, { retryAfterMs: Math.ceil(waitMs) }));
    }
    notBefore = clock.monotonicMs() + RECORD_SPACING_MS;
    const reply = await systmOne.call('GetPatientRecord', formatPendingAsk(nhsNumber), ask);
    // It may have waited for its turn: the half a minute counts from when it was sent.
    notBefore = clock.monotonicMs() + RECORD_SPACING_MS;
    if (!reply.ok) return failed(reply.failure);
    return parseKeyOf(reply.response, {
      nhsNumber,
      start: formatWallText(slot.startsAt),
      durationMin: slot.durationMin,
      userName: session.clinicians[0]?.id ?? '',
      siteName: session.site.id,
      clinicType: session.name,
    });
  };
}
