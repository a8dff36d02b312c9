/**
 * The loop that carries commands to the diary: the only one that claims them, a few at a time, never two on one slot.
 * It decides nothing: whose turn it is, what an answer proves and how long to wait are pure functions beside it.
 */
import { type Failure, failure } from '#shared/domain/failure.ts';
import type { BookingId, CommandId } from '#shared/domain/ids.ts';
import { type Instant, SECOND } from '#shared/domain/time.ts';
import type { Booking, Command } from '../store/store.ts';
import { type InFlight, chooseTurns, isTooLate, untilNextTurn } from './choose-turns.ts';
import { createDoubtBook } from './doubt-book.ts';
import { type Outage, isOut, nextOutage, noOutage, waitAfterFailures } from './next-attempt.ts';
import type { OutboxDeps, TurnDeps } from './outbox-deps.ts';
import { type SeenAgain, readBack } from './read-back.ts';
import { AT_ANY_TIME, recover } from './recover.ts';
import { type SettlePolicy, settleReadBack } from './book/settle-book.ts';
import { settleCancelReadBack, stands } from './cancel/settle-cancel.ts';
import { tryToCancel, wantedOf } from './cancel/try-to-cancel.ts';
import type { SlotsSeen } from './kept/find-kept.ts';
import { createKeptWatch } from './kept/watch-kept.ts';
import { recordMove } from './record-move.ts';
import type { TurnEnd } from './turn.ts';
import { tryToBook } from './book/try-to-book.ts';
import { whereaboutsOf } from './whereabouts.ts';
import { createWaitUntilSettled } from './when-settled.ts';
import { SAID_OF_CANCELLING, SAID_TO_RECEPTION } from './words-for-reception.ts';

const MOST_IN_FLIGHT = 4;
const MOST_WAITING = 500;
/** However little there is to do: the PC's clock may have been set meanwhile. */
const LONGEST_NAP_MS = 30 * SECOND;
const STORE_TROUBLE_NAP_MS = 2 * SECOND;
const STOP_GRACE_MS = 2 * SECOND;

export interface Outbox {
  /** First puts what was left as sent into doubt, then carries what waits. */
  start(): void;
  /** Waits for the answer of what is being sent, up to its limit: giving up early would only make doubt. */
  stop(): Promise<void>;
  /** There is a new command: look at once. */
  wake(): void;
  /** The booking once its fate is known, or as it stands after `ms`. `undefined`: no such booking. */
  whenSettled(id: BookingId, ms: number, signal?: AbortSignal): Promise<Booking | undefined>;
  /** What is on its way to the diary. */
  pending(): PendingWrites;
  /** A day's slots with who holds them, as just read: staff may have taken a booking of ours out, or moved it. */
  onSlotsPulled(seen: SlotsSeen): void;
  /** The PC woke up: every booking to come is compared with the diary. */
  reconcile(): void;
}

export interface PendingWrites {
  /** Not yet sent. */
  readonly waiting: number;
  /** Sent, or perhaps sent: may be in the diary. */
  readonly inDoubt: number;
  readonly forReview: number;
  /** When the oldest that waits or is in doubt was asked for. */
  readonly oldestAt?: Instant;
}

/** Never the message: it could quote what was being stored. */
const nameOf = (problem: unknown): string => (problem instanceof Error ? problem.name : 'unknown');

export function createOutbox(deps: OutboxDeps): Outbox {
  const { store, diary, clock, dice, log, settings, failpoint = () => {} } = deps;
  const policy: SettlePolicy = {
    settleMs: Math.max(settings.settleSeconds, 2 * settings.requestTimeoutSeconds) * SECOND,
    agreeMs: 10 * SECOND,
    readBackEveryMs: 5 * SECOND,
    maxAttempts: 3,
    sees: diary.sees,
  };
  const doubts = createDoubtBook(clock);
  const failures = new Map<CommandId, number>();
  const turns = new Map<CommandId, InFlight & { readonly done: Promise<void> }>();
  let outage: Outage = noOutage;
  const kept = createKeptWatch(deps);
  let wakeUp = () => {};
  let running: { readonly stop: () => Promise<void> } | undefined;

  const waitAfter = (command: Command) => (why: Failure) => {
    const inARow = (failures.get(command.id) ?? 0) + 1;
    failures.set(command.id, inARow);
    return waitAfterFailures(inARow, dice.fraction(), why.retryAfterMs);
  };

  function bookingTurn(command: Command, turnDeps: TurnDeps): Promise<TurnEnd> {
    const wait = waitAfter(command);
    if (command.state !== 'unknown') return tryToBook(command, turnDeps, wait);
    const settle = ({ sighting, doubt }: SeenAgain) => settleReadBack(sighting, doubt, policy);
    return readBack(command, turnDeps, doubts, settle, wait);
  }

  function cancellationTurn(command: Command, deps: TurnDeps): Promise<TurnEnd> {
    const turnDeps: TurnDeps = { ...deps, failpoint: (name) => failpoint(`cancel-${name}`) };
    const wait = waitAfter(command);
    if (command.state !== 'unknown') return tryToCancel(command, turnDeps, doubts, policy, wait);
    const settle = ({ sighting, pulled, booking, doubt, isElsewhere }: SeenAgain) => {
      const inPlace = whereaboutsOf(sighting, pulled, booking.slot.startsAt);
      const where = isElsewhere ? 'there-at-another-time' : inPlace;
      const seen = { sighting, where, attendance: pulled?.attendance };
      return settleCancelReadBack(seen, wantedOf(command), doubt, policy);
    };
    return readBack(command, turnDeps, doubts, settle, wait);
  }

  async function takeTurn(command: Command, turnDeps: TurnDeps): Promise<void> {
    const { id } = command;
    try {
      const end = await (command.kind === 'book' ? bookingTurn : cancellationTurn)(command, turnDeps);
      if (end.kind !== 'try-again') failures.delete(id);
      if (end.kind === 'sent') doubts.noteSent(id, end.saidNo);
      if (end.kind === 'settled') doubts.forget(id);
      if (end.kind === 'settled' && command.kind === 'cancel') kept.lookAgain(command.bookingId);
    } catch (problem) {
      // The store would not take it. What was sent stays on disk as sent, and is put into doubt by the next round.
      if (command.state !== 'unknown') doubts.noteSent(id);
      log.error('outbox.turn-failed', { command: id, problem: nameOf(problem) });
      await clock.sleep(STORE_TROUBLE_NAP_MS, turnDeps.readSignal);
    }
  }

  /** Starts every turn that is due; answers with the milliseconds until there may be another. */
  function beginTurns(turnDeps: TurnDeps): number {
    recover(deps, SAID_TO_RECEPTION.stillSending, (id) => turns.has(id));
    const now = clock.now();
    const waiting = store.read.commands
      .due(['received', 'ready', 'unknown'], AT_ANY_TIME, MOST_WAITING)
      .filter(({ id }) => !turns.has(id));
    const late = waiting.filter((command) => isTooLate(command, now));
    if (late.length > 0) expire(late, now);
    const inTime = waiting.filter((command) => !late.includes(command));
    const quietMs = outage.quietUntilMs - clock.monotonicMs();
    if (isOut(outage) && quietMs > 0) return Math.min(quietMs, untilNextTurn(inTime, now, LONGEST_NAP_MS));
    const places = (isOut(outage) ? 1 : MOST_IN_FLIGHT) - turns.size;
    for (const command of chooseTurns(inTime, now, [...turns.values()], places)) {
      const done = takeTurn(command, turnDeps).finally(() => {
        turns.delete(command.id);
        wakeUp();
      });
      const { id: commandId, slotId, bookingId } = command;
      turns.set(commandId, { commandId, slotId, bookingId, done });
    }
    return untilNextTurn(inTime, now, LONGEST_NAP_MS);
  }

  function expire(late: readonly Command[], at: Instant): void {
    const notBooked = { to: 'expired', failure: failure('not-offered', SAID_TO_RECEPTION.tooLate) } as const;
    const notCancelled = failure('not-offered', SAID_OF_CANCELLING.tooLate);
    store.write((tx) => {
      for (const command of late) {
        const end = command.kind === 'book' ? notBooked : stands(wantedOf(command), notCancelled, 'expired');
        recordMove(tx, command, { to: end.to, at, failure: end.failure }, deps);
      }
    });
    for (const { id } of late) failures.delete(id);
  }

  async function loop(turnDeps: TurnDeps): Promise<void> {
    while (!turnDeps.readSignal.aborted) {
      const woken = new Promise<void>((resolve) => (wakeUp = resolve));
      let napMs = STORE_TROUBLE_NAP_MS;
      try {
        napMs = beginTurns(turnDeps);
      } catch (problem) {
        log.error('outbox.round-failed', { problem: nameOf(problem) });
      }
      const nap = new AbortController();
      await Promise.race([woken, clock.sleep(napMs, nap.signal)]);
      nap.abort();
    }
  }

  function run(): { readonly stop: () => Promise<void> } {
    const reads = new AbortController();
    const writes = new AbortController();
    const turnDeps: TurnDeps = {
      ...deps,
      failpoint,
      readSignal: reads.signal,
      writeSignal: writes.signal,
      noteReach: (why) => (outage = nextOutage(outage, why, clock.monotonicMs(), dice.fraction())),
    };
    try {
      recover(deps, SAID_TO_RECEPTION.stoppedWhileSending);
    } catch (problem) {
      // The disk does not take it just now: each round tries it again, before anything is sent.
      log.error('outbox.recover-failed', { problem: nameOf(problem) });
    }
    const looping = loop(turnDeps);
    return {
      stop: async () => {
        reads.abort();
        wakeUp();
        await looping;
        const answered = Promise.all([...turns.values()].map(({ done }) => done));
        const rest = new AbortController();
        const limitMs = settings.requestTimeoutSeconds * SECOND + STOP_GRACE_MS;
        await Promise.race([answered, clock.sleep(limitMs, rest.signal)]);
        rest.abort();
        writes.abort();
        await answered;
      },
    };
  }

  return {
    start() {
      running ??= run();
      kept.start();
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await Promise.all([stopping?.stop(), kept.stop()]);
    },
    wake: () => wakeUp(),
    onSlotsPulled: kept.onSlotsPulled,
    reconcile: kept.reconcile,
    whenSettled: createWaitUntilSettled({ store, clock }),
    pending() {
      const commands = store.read.commands.unsettled();
      const of = (...states: Command['state'][]) => commands.filter(({ state }) => states.includes(state));
      const oldest = of('received', 'ready', 'sending', 'unknown').map(({ createdAt }) => createdAt);
      return {
        waiting: of('received', 'ready').length,
        inDoubt: of('sending', 'unknown').length,
        forReview: of('review').length,
        ...(oldest.length > 0 && {
          oldestAt: oldest.reduce((first, at) => (at < first ? at : first)),
        }),
      };
    },
  };
}
