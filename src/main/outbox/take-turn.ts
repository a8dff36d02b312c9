/**
 * A write's place in the EHR's queue, taken before the intent is written: *sending* on disk then lasts as long as the request,
 * and a kill while it only waits for its turn leaves nothing in doubt. Whoever takes one gives it back, used or not.
 */
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { SendTurn } from '../ports/ehr-diary.ts';
import { answerInTime } from './answer-in-time.ts';
import type { TurnDeps } from './outbox-deps.ts';

/** `undefined` where nobody has to wait. Fails where nothing could be written now, or when the place does not come in time. */
export async function takeSendTurn(deps: TurnDeps): Promise<Outcome<SendTurn | undefined>> {
  const { sendTurns } = deps.diary;
  if (!sendTurns) return ok(undefined);
  let given: SendTurn | undefined;
  let isTooLate = false;
  const taken = await answerInTime(async (ask) => {
    const turn = await sendTurns.take(ask);
    if (turn.ok) given = turn.value;
    if (isTooLate) given?.release();
    return turn;
  }, deps);
  isTooLate = !taken.ok;
  if (isTooLate) given?.release();
  return taken;
}
