/**
 * EMIS's diary (JSON of the Partner API v1.2) → our words. Strict on purpose: a field that is missing or of another type
 * fails the whole answer as `not-understood`, because half a diary taken for a whole one frees or hides appointments.
 * Fields that we do not use may be anything.
 */
import { z } from 'zod';

import { failure } from '#shared/domain/failure.ts';
import { asId, type EhrPatientId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot, SlotStatus } from '#shared/domain/slot.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import { DAY, endOfDay, later, parseClock } from '#shared/domain/time.ts';

import { emisStatus } from './emis-statuses.ts';
import { emisTime, parseEmisDay } from './emis-times.ts';

const name = z.string().max(500);
const maybeName = name.nullish().transform((text) => text?.trim() ?? '');
/** EMIS's keys are int32; 0 and less are never one. */
export const key = z.int().positive().max(2_147_483_647);
const typeKey = z.string().trim().min(1).max(100);
const count = z.int().min(0).max(100_000);
const words = z.string().max(20_000).nullish();

const day = z
  .string()
  .max(40)
  .transform((text, context) => parseEmisDay(text) ?? invalid(context, 'no such day'));
const minutes = z
  .string()
  .max(5)
  .transform((text, context) => parseClock(text) ?? invalid(context, 'no such time'));
const wholeMinutes = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .refine((length) => length <= 1_440);

function invalid(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

const typeCount = z.object({
  typeID: typeKey,
  description: maybeName,
  total: count,
  booked: count,
  blocked: count,
  embargoed: count,
  available: count,
});

const holder = z.object({ dbid: key, title: maybeName, firstNames: maybeName, lastName: maybeName });

const session = z
  .object({
    dbid: key,
    name: maybeName,
    date: day,
    startTime: minutes,
    endTime: minutes,
    slotTypeList: z
      .array(typeCount)
      .max(500)
      .refine(
        distinct((type: { typeID: string }) => type.typeID),
        'a slot type twice',
      ),
    site: z.object({ dbid: key, name: maybeName }),
    holderList: z.array(holder).max(100),
  })
  .transform((wire): Session => {
    const starts = emisTime(wire.date, wire.startTime).at;
    const ends = emisTime(wire.date, wire.endTime).at;
    return {
      id: asId(String(wire.dbid)),
      name: wire.name,
      day: wire.date,
      startsAt: starts,
      endsAt: ends < starts ? later(ends, DAY) : ends, // runs past midnight
      site: { id: asId(String(wire.site.dbid)), name: wire.site.name },
      clinicians: wire.holderList.map((one) => ({
        id: asId(String(one.dbid)),
        name: [one.title, one.firstNames, one.lastName].filter(Boolean).join(' '),
      })),
      counts: wire.slotTypeList.map((type) => ({
        slotTypeId: asId(type.typeID),
        slotTypeName: type.description,
        total: type.total,
        open: type.available,
        booked: type.booked,
        blocked: type.blocked,
        embargoed: type.embargoed,
      })),
    };
  });

const sessionList = z.object({ appointmentSession: z.array(z.unknown()).max(20_000) });
const sessionRows = z.array(session);
const distinctSessions = z.array(z.custom<Session>()).refine(
  distinct((one: Session) => one.id),
  'a session twice',
);

const slot = z.object({
  dbid: key,
  startTime: minutes,
  slotLength: wholeMinutes,
  type: z.object({ typeID: typeKey }),
  status: z.string().max(100),
  patientList: z.object({ patient: z.object({ dbid: key }).nullable() }).nullable(),
  notes: words,
  reason: words,
  commentList: z.array(z.unknown()).max(1_000).nullish(),
});

const slotList = z.object({
  slot: z
    .array(slot)
    .max(5_000)
    .refine(
      distinct((one: { dbid: number }) => one.dbid),
      'a slot twice',
    ),
});

const configuration = z.object({
  slotTypeList: z
    .array(
      z.object({
        id: typeKey,
        display: maybeName,
        description: maybeName,
        bookable: z.string().max(50).nullish(),
      }),
    )
    .max(5_000)
    .refine(
      distinct((type: { id: string }) => type.id),
      'a slot type twice',
    ),
});

export function parseSlotTypes(json: unknown): Outcome<readonly SlotType[]> {
  const parsed = check(configuration, json, 'slot types');
  if (!parsed.ok) return parsed;
  return ok(
    parsed.value.slotTypeList.map(({ id, description, display, bookable }) => {
      const bookableInEhr = flagOf(bookable);
      const type = { id: asId<SlotType['id']>(id), name: description || display || id };
      return bookableInEhr === undefined ? type : { ...type, bookableInEhr };
    }),
  );
}

/** Four weeks of a large practice take 100 ms and more: parsed in pieces, with `breathe` between them. */
const SESSIONS_AT_ONCE = 200;

export async function parseSessions(
  json: unknown,
  breathe: () => Promise<void>,
): Promise<Outcome<readonly Session[]>> {
  const list = check(sessionList, json, 'sessions');
  if (!list.ok) return list;
  const rows = list.value.appointmentSession;
  const sessions: Session[] = [];
  for (let from = 0; from < rows.length; from += SESSIONS_AT_ONCE) {
    if (from > 0) await breathe();
    const piece = check(sessionRows, rows.slice(from, from + SESSIONS_AT_ONCE), 'sessions');
    if (!piece.ok) return piece;
    sessions.push(...piece.value);
  }
  return check(distinctSessions, sessions, 'sessions');
}

/** A slot says only a time of day: its day is the session's. */
export function parseSlots(json: unknown, of: Session): Outcome<readonly PulledSlot[]> {
  const parsed = check(slotList, json, 'slots');
  return parsed.ok ? ok(parsed.value.slot.map((wire) => slotOf(wire, of))) : parsed;
}

function slotOf(wire: z.infer<typeof slot>, of: Session): PulledSlot {
  const { at, isCertain } = emisTime(of.day, wire.startTime);
  // Before the start of a session that runs past midnight it may be meant for the next day: not ours to guess.
  const isOnDay = of.endsAt <= endOfDay(of.day) || at >= of.startsAt;
  const patient = wire.patientList?.patient;
  const note = [wire.notes, wire.reason, ...textsIn(wire.commentList ?? [])].filter(Boolean).join('\n');
  return {
    id: asId(String(wire.dbid)),
    sessionId: of.id,
    slotTypeId: asId(wire.type.typeID),
    day: of.day,
    startsAt: at,
    durationMin: wire.slotLength,
    status:
      isCertain && isOnDay ? statusOf(wire.status, patient !== undefined && patient !== null) : 'unknown',
    ...(patient ? { bookedFor: asId<EhrPatientId>(String(patient.dbid)) } : {}),
    ...(note === '' ? {} : { note }),
  };
}

/** Free, but with a patient on it: one of the two is wrong, so nobody is offered it. */
function statusOf(word: string, hasPatient: boolean): SlotStatus {
  const status = emisStatus(word.trim());
  return status === 'open' && hasPatient ? 'unknown' : status;
}

/** The specification leaves open what a comment is: a text, or an object with a text in it. */
const textsIn = (comments: readonly unknown[]): string[] =>
  comments
    .flatMap((comment) =>
      typeof comment === 'object' && comment !== null ? Object.values(comment) : [comment],
    )
    .filter((text) => typeof text === 'string');

/** EMIS types the flag as text and does not say which: what is not plainly yes or no is not known. */
function flagOf(text: string | null | undefined): boolean | undefined {
  if (/^(true|yes|y|1)$/i.test(text ?? '')) return true;
  return /^(false|no|n|0)$/i.test(text ?? '') ? false : undefined;
}

function distinct<T>(keyOf: (row: T) => string | number): (rows: readonly T[]) => boolean {
  return (rows) => new Set(rows.map(keyOf)).size === rows.length;
}

/** Says where an answer departs from the protocol, never what stood there. */
export function check<T>(schema: z.ZodType<T>, json: unknown, what: string): Outcome<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [first] = parsed.error.issues;
  const path = first?.path.map(String).join('.') || 'the whole';
  return failed(
    failure('not-understood', `EMIS Web sent ${what} in a form that this app does not know.`, {
      detail: `at ${path}: ${first?.code ?? 'custom'}`,
    }),
  );
}
