/**
 * Every call to the EHR goes through here: so many a second, few readings at once, the urgent first. A write waits neither
 * for a reading's place nor for its tokens. When the EHR has asked us to wait, calls fail at once as `busy` instead of
 * queueing: the caller hears the reason and the time, and nothing is sent.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { Clock } from '../ports/clock.ts';
import type { Ask, SendTurn, Urgency } from '../ports/ehr-diary.ts';
import {
  NEAR_JUST_READ,
  NOBODY_PASSED,
  type PassedOver,
  type SinceNear,
  type Waiting,
  countPassed,
  countSinceNear,
  isNearDue,
  nextRead,
} from './queue-order.ts';
import { type Bucket, evenPaceOf, fill, msUntil, paceOf, spend, tokensNeeded } from './token-bucket.ts';

export interface Budget {
  /** Does `work` when its turn comes. Fails (`busy`, `stopped`) only before it has begun: then nothing was sent. */
  run<T>(ask: Ask, work: () => Promise<T>): Promise<Outcome<T>>;
  /** Its turn alone. Until it is used or given back it counts as under way: an even pace lets nobody else begin. */
  take(ask: Ask): Promise<Outcome<SendTurn>>;
  /** The EHR wants to be left alone for so long. */
  holdOff(ms: number): void;
  waiting(): Waiting;
  /** Turns away everybody who waits, and everybody who comes. */
  close(): void;
}

export interface BudgetDeps {
  readonly clock: Clock;
  readonly product: string;
  readonly requestsPerSecond: number;
  readonly readsAtOnce: number;
  /**
   * One after the other, and never two within one spacing: nothing is saved up, and a write too waits for what is under
   * way. Were it started beside it, the two would leave together when the line is free. After so many writes near days are
   * read once. Left out, short bursts are allowed.
   */
  readonly isEven?: boolean;
}

interface Waiter {
  start(): void;
  refuse(why: Failure): void;
}

export function createBudget(deps: BudgetDeps): Budget {
  const { clock, product, requestsPerSecond, readsAtOnce, isEven = false } = deps;
  const pace = isEven ? evenPaceOf(requestsPerSecond) : paceOf(requestsPerSecond);
  const queues: Record<Urgency, Waiter[]> = { write: [], near: [], soon: [], far: [] };
  let bucket: Bucket = { tokens: pace.brim, filledAt: clock.monotonicMs() };
  let passed: PassedOver = NOBODY_PASSED;
  let sinceNear: SinceNear = NEAR_JUST_READ;
  let readsUnderWay = 0;
  let underWay = 0;
  let heldUntil = -Infinity;
  let alarm: { readonly at: number; readonly off: AbortController } | undefined;
  let isClosed = false;

  const waiting = (): Waiting => ({
    write: queues.write.length,
    near: queues.near.length,
    soon: queues.soon.length,
    far: queues.far.length,
  });
  const stopped = (): Failure =>
    failure('stopped', `The request to ${product} was given up before it was sent.`);

  /** Milliseconds until somebody could start; `undefined` when only the end of a reading can help, or nobody waits. */
  function startWhoMay(): number | undefined {
    for (;;) {
      bucket = fill(bucket, pace, clock.monotonicMs());
      if (isEven && underWay > 0) return undefined;
      const now = waiting();
      const read = readsUnderWay < readsAtOnce ? nextRead(now, passed) : undefined;
      const isNearFirst = isEven && now.near > 0 && isNearDue(sinceNear);
      const urgency = isNearFirst ? 'near' : now.write > 0 ? 'write' : read;
      if (urgency === undefined) return undefined;
      const ms = msUntil(bucket, pace, tokensNeeded(pace, urgency === 'write'));
      if (ms > 0) return ms;
      bucket = spend(bucket);
      underWay += 1;
      sinceNear = countSinceNear(sinceNear, urgency);
      if (urgency !== 'write') {
        passed = countPassed(passed, now, urgency);
        readsUnderWay += 1;
      }
      queues[urgency].shift()?.start();
    }
  }

  function look(): void {
    const ms = startWhoMay();
    const at = ms === undefined ? undefined : clock.monotonicMs() + ms;
    if (alarm && at !== undefined && alarm.at <= at) return;
    alarm?.off.abort();
    alarm = undefined;
    if (ms === undefined || at === undefined) return;
    const off = new AbortController();
    alarm = { at, off };
    void clock.sleep(ms, off.signal).then(() => {
      if (off.signal.aborted) return;
      alarm = undefined;
      look();
    });
  }

  function turn({ urgency, signal }: Ask): Promise<Outcome<void>> {
    if (isClosed || signal?.aborted) return Promise.resolve(failed(stopped()));
    const heldForMs = Math.ceil(heldUntil - clock.monotonicMs());
    if (heldForMs > 0) return Promise.resolve(failed(busy(product, heldForMs)));
    return new Promise((resolve) => {
      const queue = queues[urgency];
      const waiter: Waiter = {
        start: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve(ok(undefined));
        },
        refuse: (why) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(failed(why));
        },
      };
      const onAbort = () => {
        queue.splice(queue.indexOf(waiter), 1);
        waiter.refuse(stopped());
        look();
      };
      signal?.addEventListener('abort', onAbort);
      queue.push(waiter);
      look();
    });
  }

  const turnAllAway = (why: () => Failure): void => {
    for (const queue of Object.values(queues)) for (const waiter of queue.splice(0)) waiter.refuse(why());
    look();
  };

  async function take(ask: Ask): Promise<Outcome<SendTurn>> {
    const mine = await turn(ask);
    if (!mine.ok) return mine;
    let isOver = false;
    const release = (): void => {
      if (isOver) return;
      isOver = true;
      underWay -= 1;
      if (ask.urgency !== 'write') readsUnderWay -= 1;
      look();
    };
    return ok({
      run: async (work) => {
        try {
          return await work();
        } finally {
          release();
        }
      },
      release,
    });
  }

  return {
    run: async (ask, work) => {
      const mine = await take(ask);
      return mine.ok ? ok(await mine.value.run(work)) : mine;
    },
    take,
    holdOff: (ms) => {
      heldUntil = Math.max(heldUntil, clock.monotonicMs() + ms);
      turnAllAway(() => busy(product, ms));
    },
    waiting,
    close: () => {
      isClosed = true;
      turnAllAway(stopped);
    },
  };
}

const busy = (product: string, retryAfterMs: number): Failure =>
  failure('busy', `${product} has asked this app to wait before it asks again.`, { retryAfterMs });
