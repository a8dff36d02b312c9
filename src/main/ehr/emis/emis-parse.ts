/**
 * EMIS's slot types and sessions (JSON of the Partner API v1.2) → ours. Strict on purpose: a field that is missing or of another type
 * fails the whole answer as `not-understood`, because half a diary taken for a whole one frees or hides appointments.
 * Fields that we do not use may be anything.
 */
import { z } from 'zod';

import { asId } from '#shared/domain/ids.ts';
import { type Outcome, ok } from '#shared/domain/outcome.ts';
import type { Session } from '#shared/domain/session.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import { DAY, later } from '#shared/domain/time.ts';

import { wallTime } from '../wall-time.ts';
import { check, day, distinct, key, maybeName, minutes, typeKey } from './emis-wire.ts';

const count = z.int().min(0).max(100_000);

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
    const starts = wallTime(wire.date, wire.startTime).at;
    const ends = wallTime(wire.date, wire.endTime).at;
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

/** EMIS types the flag as text and does not say which: what is not plainly yes or no is not known. */
function flagOf(text: string | null | undefined): boolean | undefined {
  if (/^(true|yes|y|1)$/i.test(text ?? '')) return true;
  return /^(false|no|n|0)$/i.test(text ?? '') ? false : undefined;
}
