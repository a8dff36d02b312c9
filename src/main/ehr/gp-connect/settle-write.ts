/**
 * What a refused or lost write proves. Nothing was done only if no byte left this PC, if we were turned away at the door
 * (401, 403), or if the provider itself says in its own code that the request was wrong (400, 404, 422). All else is doubt,
 * the proxy's errors included: behind a 502 the booking may well stand.
 */
import type { WriteAnswer } from '../../ports/ehr-diary.ts';
import type { GpConnectReply } from './gp-connect-session.ts';

export type Unsuccessful = Extract<GpConnectReply, { ok: false }>;

const NOTHING_DONE: ReadonlySet<number> = new Set([400, 404, 422]);

export function settleUnsuccessful(reply: Unsuccessful): Exclude<WriteAnswer, { class: 'applied' }> {
  const { failure, mayHaveArrived, status = 0, code } = reply;
  if (!mayHaveArrived) {
    return { class: 'not-applied', permanent: failure.kind === 'invalid-input', failure };
  }
  const isTurnedAway = failure.kind === 'not-signed-in' || failure.kind === 'not-allowed';
  if (isTurnedAway && (status === 401 || status === 403)) {
    return { class: 'not-applied', permanent: false, failure };
  }
  if (code === undefined) return { class: 'ambiguous', failure };
  // No consent of this patient: the same tomorrow.
  if (NOTHING_DONE.has(status) || status === 403) return { class: 'not-applied', permanent: true, failure };
  return status === 409 ? { class: 'ambiguous', failure, saidNo: true } : { class: 'ambiguous', failure };
}
