/**
 * One request over HTTP with the faults that strike it: those before the work may end it without any, those after it spoil
 * the answer of work that was done.
 *
 * The work is done once and never taken back, whether or not anybody is left to hear of it.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { LoggedRequest } from '../door/request-log.ts';
import type { Fault } from './fault.ts';
import { type Answer, answerInstead, sendAnswer } from './send-answer.ts';

export type Struck = { readonly before: readonly Fault[]; readonly after: readonly Fault[] };

/** True when the faults have ended the request. */
async function endedBefore(
  faults: readonly Fault[],
  response: ServerResponse,
  origin: string,
  entry: LoggedRequest,
): Promise<boolean> {
  for (const fault of faults) {
    if (fault.kind === 'slow') await wait(fault.ms, undefined, { ref: false });
    else if (fault.kind === 'black-hole') return true;
    else if (fault.kind === 'drop') {
      response.socket?.destroy();
      return true;
    } else {
      const instead = answerInstead(fault, origin);
      if (!instead) continue;
      entry.status = instead.status;
      await sendAnswer(response, instead, []);
      return true;
    }
  }
  return false;
}

/** @param work is given the faults that strike after it: some of them change what it answers */
export async function answerWithFaults(
  { response, origin, entry }: { response: ServerResponse; origin: string; entry: LoggedRequest },
  { before, after }: Struck,
  work: (after: readonly Fault[]) => Promise<Answer>,
): Promise<void> {
  if (await endedBefore(before, response, origin, entry)) return;
  const real = await work(after);
  const instead = after.map((fault) => answerInstead(fault, origin)).find((other) => other !== undefined);
  const answer = instead ?? real;
  if ((await sendAnswer(response, answer, after)) === 'sent') entry.status = answer.status;
}
