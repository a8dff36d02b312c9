/**
 * Calls to SystmOne: each in its turn, over the one kept connection. Whatever goes over a new connection, the question whose
 * SystmOne it is goes first; at another practice nothing is read or written. A PC that is not approved yet asks for that
 * with the same question, and while somebody is being asked on the screen every call is turned away.
 */
import type { Failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import { MINUTE, SECOND } from '#shared/domain/time.ts';

import type { Clock } from '../../../ports/clock.ts';
import type { Ask, SendAsk, SendTurn } from '../../../ports/ehr-diary.ts';
import type { Log } from '../../../ports/log.ts';
import type { SystmOneSettings } from '../../../ports/settings.ts';
import type { Budget } from '../../budget.ts';
import type { HttpLimits } from '../../http-limits.ts';
import {
  type Organisation,
  isOrganisation,
  parseOrganisation,
} from '../parse/systmone-parse-organisation.ts';
import { whyNotBook } from '../parse/systmone-parse-functions.ts';
import { type Connection, openConnection } from './systmone-connection.ts';
import { type Parameter, SYSTMONE_FUNCTIONS, type SystmOneFunction } from './systmone-envelope.ts';
import {
  brokeOff,
  deviceBlocked,
  deviceWaiting,
  notUnderstood,
  stopped,
  wrongOrganisation,
} from './systmone-failures.ts';
import { type SystmOneReply, createTalk } from './systmone-talk.ts';

export interface SystmOneSession {
  call(name: SystmOneFunction, parameters: readonly Parameter[], ask: SendAsk): Promise<SystmOneReply>;
  /** For one write, once everything is asked that goes before one: nothing else is while it is kept. */
  takeSendTurn(ask: Ask): Promise<Outcome<SendTurn>>;
  /** Whose SystmOne it is, who works there, which slot types it has: asked now. */
  askOrganisation(ask: Ask): Promise<Outcome<Organisation>>;
  /** What was told last over this connection or an earlier one; nothing before the first answer. */
  organisation(): Organisation | undefined;
  close(): void;
}

export interface SystmOneSessionDeps {
  readonly settings: SystmOneSettings;
  readonly odsCode: string;
  readonly keepDeviceId: (deviceId: string) => void;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: { readonly read: HttpLimits; readonly write: HttpLimits };
}

/** Somebody has to come to the PC and click. */
const APPROVAL_MS = 10 * MINUTE;
/** An approval that needs nobody comes at once; whoever asks waits so long for it before being turned away. */
const PATIENCE_MS = 2 * SECOND;
/** So long the answer to whose SystmOne it is stands for a booking. */
const FRESH_MS = 5 * MINUTE;
/** The connection may break while a call waits for its turn: then it starts again, but not for ever. */
const MOST_TRIES = 3;

const notSent = (failure: Failure): SystmOneReply => ({ ok: false, failure, mayHaveArrived: false });

export function createSystmOneSession(deps: SystmOneSessionDeps): SystmOneSession {
  const { settings, odsCode, budget, clock, log, limits, keepDeviceId } = deps;
  const closing = new AbortController();
  const talk = createTalk({ apiKey: settings.apiKey, clock, log, limits, closing: closing.signal });
  let deviceId = settings.deviceId.trim();
  /** Looked at, and found to be the right practice's. */
  let current: Connection | undefined;
  /** Said that bookings may be sent over it. */
  let writable: Connection | undefined;
  let organisation: Organisation | undefined;
  /** When the organisation was told last, on the monotonic clock. */
  let toldAt = -Infinity;
  let opening: { readonly done: Promise<Outcome<Connection>>; readonly patientUntil: number } | undefined;

  /** Believes an answer to GetOrganisationMetaData only if it is the practice that was set up. */
  function learn(reply: SystmOneReply): Outcome<Organisation> {
    if (!reply.ok) return failed(reply.failure);
    const parsed = parseOrganisation(reply.response);
    if (!parsed.ok) return parsed;
    if (!isOrganisation(parsed.value, odsCode)) return failed(wrongOrganisation());
    organisation = parsed.value;
    toldAt = clock.monotonicMs();
    return parsed;
  }

  function takeDeviceId(reply: SystmOneReply): Failure | undefined {
    if (!reply.ok)
      return reply.error && reply.error.about !== 'application' ? deviceBlocked() : reply.failure;
    if (reply.deviceId === '') return notUnderstood('no DeviceID');
    deviceId = reply.deviceId;
    try {
      keepDeviceId(deviceId);
    } catch {
      log.error('ehr.device-not-kept'); // it serves until the next start, which asks again
    }
    return undefined;
  }

  async function look(connection: Connection, asked: Ask): Promise<Outcome<Connection>> {
    const isForApproval = deviceId === '';
    // The question on the screen outlives whoever happened to ask first.
    const ask: Ask = isForApproval ? { urgency: asked.urgency } : asked;
    const limit = { totalMs: APPROVAL_MS, headersMs: APPROVAL_MS };
    const askedAt = clock.monotonicMs();
    const turn = await budget.run(ask, () =>
      talk(connection, {
        name: 'GetOrganisationMetaData',
        parameters: [],
        deviceId,
        ask,
        askedAt,
        ...(isForApproval ? { limits: { ...limits.read, ...limit } } : {}),
      }),
    );
    const reply = turn.ok ? turn.value : notSent(turn.failure);
    const refusal = isForApproval ? takeDeviceId(reply) : undefined;
    const learnt = refusal ? failed(refusal) : learn(reply);
    if (!learnt.ok) return learnt;
    current = connection;
    return ok(connection);
  }

  async function open(ask: Ask): Promise<Outcome<Connection>> {
    const stops = ask.signal ? [closing.signal, ask.signal] : [closing.signal];
    const connected = await openConnection(settings, { clock, limitMs: limits.read.headersMs, stops });
    if (!connected.ok) {
      log.warn('ehr.call', { operation: 'connect', urgency: ask.urgency, failure: connected.failure.kind });
      return connected;
    }
    const looked = await look(connected.value, ask);
    if (!looked.ok) connected.value.destroy();
    return looked;
  }

  /** The connection that may be used. Whoever comes while one is being opened waits for that one. */
  async function ready(ask: Ask): Promise<Outcome<Connection>> {
    for (;;) {
      if (closing.signal.aborted || ask.signal?.aborted) return failed(stopped());
      if (current?.isOpen()) return ok(current);
      const isMine = !opening;
      const isForApproval = deviceId === '';
      opening ??= {
        done: open(ask).finally(() => (opening = undefined)),
        patientUntil: isForApproval ? clock.monotonicMs() + PATIENCE_MS : Infinity,
      };
      const opened = await waitFor(opening.done, opening.patientUntil, ask);
      // Given up by somebody else: not a reason for us.
      if (opened.ok || isMine || opened.failure.kind !== 'stopped') return opened;
    }
  }

  async function waitFor<T>(done: Promise<Outcome<T>>, until: number, ask: Ask): Promise<Outcome<T>> {
    const rest = new AbortController();
    const giveUp = () => rest.abort();
    ask.signal?.addEventListener('abort', giveUp, { once: true });
    if (ask.signal?.aborted) giveUp();
    const patience = until === Infinity ? 2 * APPROVAL_MS : Math.max(0, until - clock.monotonicMs());
    const over = clock
      .sleep(patience, rest.signal)
      .then(() => failed<T>(ask.signal?.aborted ? stopped() : deviceWaiting()));
    try {
      return await Promise.race([done, over]);
    } finally {
      ask.signal?.removeEventListener('abort', giveUp);
      giveUp();
    }
  }

  /**
   * Whose SystmOne it is and what it lets us do, before a booking goes over a connection: who has the port may have changed
   * with it, and a user can go to work for another practice without closing it (H47).
   */
  async function whyNotWrite(connection: Connection, ask: Ask): Promise<Failure | undefined> {
    if (clock.monotonicMs() - toldAt > FRESH_MS) {
      const told = await askOrganisation(ask);
      if (!told.ok) return told.failure;
    }
    if (writable === connection) return undefined;
    const functions = await call('GetFunctions', [], ask);
    const why = functions.ok ? whyNotBook(functions.response) : functions.failure;
    if (!why) writable = connection;
    return why;
  }

  async function call(
    name: SystmOneFunction,
    parameters: readonly Parameter[],
    { turn: taken, ...ask }: SendAsk,
  ): Promise<SystmOneReply> {
    const askedAt = clock.monotonicMs();
    const sayOver = (connection: Connection) =>
      talk(connection, { name, parameters, deviceId, ask, askedAt });
    if (taken) return taken.run(() => sayWhenLookedAt(sayOver));
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const opened = await ready(ask);
      if (!opened.ok) return notSent(opened.failure);
      const connection = opened.value;
      const why = SYSTMONE_FUNCTIONS[name].isWrite ? await whyNotWrite(connection, ask) : undefined;
      if (why) return notSent(why);
      const turn = await budget.run(ask, async () => {
        // It may have broken while we waited; whoever answers on the next one has not been looked at yet.
        if (connection !== current || !connection.isOpen()) return undefined;
        return sayOver(connection);
      });
      if (!turn.ok) return notSent(turn.failure);
      if (!turn.value) continue;
      // Blocked since: ask again from the beginning next time.
      if (!turn.value.ok && turn.value.error?.about === 'device') connection.destroy();
      return turn.value;
    }
    return notSent(brokeOff('again and again'));
  }

  /** What was looked at before the turn was taken counts, as long as it is the same connection. */
  async function sayWhenLookedAt(
    sayOver: (connection: Connection) => Promise<SystmOneReply>,
  ): Promise<SystmOneReply> {
    const connection = current;
    if (!connection?.isOpen() || writable !== connection) return notSent(brokeOff('before it was asked'));
    const reply = await sayOver(connection);
    if (!reply.ok && reply.error?.about === 'device') connection.destroy();
    return reply;
  }

  async function takeSendTurn(ask: Ask): Promise<Outcome<SendTurn>> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const opened = await ready(ask);
      if (!opened.ok) return opened;
      const connection = opened.value;
      const why = await whyNotWrite(connection, ask);
      if (why) return failed(why);
      const turn = await budget.take(ask);
      if (!turn.ok || (connection === current && connection.isOpen())) return turn;
      turn.value.release();
    }
    return failed(brokeOff('again and again'));
  }

  async function askOrganisation(ask: Ask): Promise<Outcome<Organisation>> {
    if (!current?.isOpen()) {
      const opened = await ready(ask); // which asks just this
      if (!opened.ok) return opened;
      if (organisation) return ok(organisation);
    }
    const before = current;
    const learnt = learn(await call('GetOrganisationMetaData', [], ask));
    if (!learnt.ok && learnt.failure.kind === 'wrong-organisation') before?.destroy();
    return learnt;
  }

  return {
    call,
    takeSendTurn,
    askOrganisation,
    organisation: () => organisation,
    close: () => {
      closing.abort();
      budget.close();
      current?.destroy();
    },
  };
}
