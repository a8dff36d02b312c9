// A plan applied to the stored rows must give exactly the pulled rows, and leave alone what the reading knows less of.

import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { StoredSlot } from '../../../src/main/store/store.ts';
import { type PlanFacts, planDiaryChanges } from '../../../src/main/sync/plan-diary-changes.ts';
import type { SessionId } from '../../../src/shared/domain/ids.ts';
import type { Session } from '../../../src/shared/domain/session.ts';
import { SLOT_STATUSES, type Slot } from '../../../src/shared/domain/slot.ts';
import { later } from '../../../src/shared/domain/time.ts';
import { sessionId, slotId, typeId } from '../../support/diary-of-rows.ts';
import { NOW, TOMORROW, at, count, sessionOn, slotAt } from '../offer/facts.ts';

const isActive = (type: string): boolean => type !== 'staff';

/** What the store does with a plan, in four lines. */
function applied(facts: PlanFacts): Map<string, Slot> {
  const plan = planDiaryChanges(facts);
  const rows = new Map<string, Slot>(facts.storedSlots.map((slot) => [slot.id, slot]));
  for (const slot of plan.putSlots) rows.set(slot.id, slot);
  for (const id of plan.removeSlots) rows.delete(id);
  return rows;
}

const aSlot = fc.record({
  id: fc.integer({ min: 0, max: 14 }),
  session: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom('gp', 'nurse', 'staff'),
  status: fc.constantFrom(...SLOT_STATUSES),
  touched: fc.constantFrom(undefined, -5, 0, 5),
});
const someSlots = fc.uniqueArray(aSlot, { selector: ({ id }) => id, maxLength: 15 });
const toSlot = ({
  id,
  session,
  type,
  status,
}: {
  id: number;
  session: number;
  type: string;
  status: Slot['status'];
}): Slot =>
  slotAt(TOMORROW, '09:00', {
    id: slotId(`slot ${id}`),
    sessionId: sessionId(`session ${session}`),
    slotTypeId: typeId(type),
    status,
    startsAt: later(at(TOMORROW, '09:00'), id),
  });

it('makes the stored rows of all that was read exactly what was read, and leaves the rest alone', () => {
  fc.assert(
    fc.property(
      someSlots,
      someSlots,
      fc.subarray([0, 1, 2, 3]),
      fc.subarray([0, 1, 2, 3]),
      (before, after, present, read) => {
        const storedSlots = before
          .filter(({ type }) => type !== 'staff')
          .map((row): StoredSlot => ({
            ...toSlot(row),
            ...(row.touched === undefined ? {} : { touchedAt: later(NOW, row.touched) }),
          }));
        const isRead = (session: number): boolean => present.includes(session) && read.includes(session);
        const slots = new Map<SessionId, Slot[]>(
          present
            .filter(isRead)
            .map((n) => [
              sessionId(`session ${n}`),
              after.filter(({ session }) => session === n).map(toSlot),
            ]),
        );
        const facts: PlanFacts = {
          startedAt: NOW,
          storedSessions: [0, 1, 2, 3].map((n) => sessionOn(TOMORROW, { id: sessionId(`session ${n}`) })),
          storedSlots,
          sessions: present.map((n) =>
            sessionOn(TOMORROW, {
              id: sessionId(`session ${n}`),
              counts: [count('gp', 1), count('nurse', 1)],
            }),
          ),
          slots,
          isActive,
        };
        const rows = applied(facts);
        const pulled = new Map([...slots.values()].flat().map((slot) => [slot.id, slot]));
        for (const slot of pulled.values()) {
          const mine = storedSlots.find(({ id }) => id === slot.id);
          if ((mine?.touchedAt ?? -1) >= NOW) expect(rows.get(slot.id)).toEqual(mine);
          else if (isActive(slot.slotTypeId)) expect(rows.get(slot.id)).toMatchObject(slot);
          else if (mine && isRead(Number(mine.sessionId.slice(8)))) expect(rows.has(slot.id)).toBe(false);
        }
        for (const slot of storedSlots) {
          if (pulled.has(slot.id)) continue;
          const session = Number(slot.sessionId.slice(8));
          const stays =
            (slot.touchedAt ?? -1) >= NOW || (present.includes(session) && !read.includes(session));
          expect(rows.has(slot.id)).toBe(stays);
        }
        for (const id of rows.keys())
          expect(storedSlots.some((slot) => slot.id === id) || pulled.has(slotId(id))).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});

it('changes nothing when nothing has changed', () => {
  const sessions = [sessionOn(TOMORROW, { counts: [count('gp', 2), count('nurse', 1)] })];
  const slots = [slotAt(TOMORROW, '09:00'), slotAt(TOMORROW, '09:10')];
  const plan = planDiaryChanges({
    startedAt: NOW,
    storedSessions: sessions,
    storedSlots: slots,
    sessions: [{ ...sessionOn(TOMORROW), counts: [count('nurse', 1), count('gp', 2)].toReversed() }],
    slots: new Map([[sessionOn(TOMORROW).id, slots.map((slot) => ({ ...slot }))]]),
    isActive,
  });
  expect(plan).toEqual({ putSessions: [], removeSessions: [], putSlots: [], removeSlots: [] });
});

it.each<[string, Partial<Session>]>([
  ['name', { name: 'Afternoon' }],
  ['end', { endsAt: at(TOMORROW, '13:00') }],
  ['clinician', { clinicians: [] }],
  ['site', { site: { ...sessionOn(TOMORROW).site, name: 'Branch' } }],
  ['counts', { counts: [count('gp', 5, { booked: 3 })] }],
])('puts a session whose %s changed', (_what, more) => {
  const plan = planDiaryChanges({
    startedAt: NOW,
    storedSessions: [sessionOn(TOMORROW)],
    storedSlots: [],
    sessions: [sessionOn(TOMORROW, more)],
    slots: new Map(),
    isActive,
  });
  expect(plan.putSessions).toHaveLength(1);
});

it('keeps the slots of a type that was switched off until their session goes', () => {
  const off = slotAt(TOMORROW, '09:00', { slotTypeId: typeId('staff') });
  const session = sessionOn(TOMORROW);
  const facts = { startedAt: NOW, storedSessions: [session], storedSlots: [off], isActive };
  const still = { ...facts, sessions: [session], slots: new Map([[session.id, []]]) };
  expect(planDiaryChanges(still).removeSlots).toEqual([]);
  expect(planDiaryChanges({ ...facts, sessions: [], slots: new Map() })).toMatchObject({
    removeSlots: [off.id],
    removeSessions: [session.id],
  });
});

it('withdraws the slots of a type of which a session has none left, though it is not read for them', () => {
  const [gp, nurse] = [slotAt(TOMORROW, '09:00'), slotAt(TOMORROW, '09:10', { slotTypeId: typeId('nurse') })];
  const facts = {
    startedAt: NOW,
    storedSessions: [sessionOn(TOMORROW, { counts: [count('gp', 1), count('nurse', 1)] })],
    storedSlots: [gp, nurse],
    slots: new Map(),
    isActive,
  };
  const left = (...counts: ReturnType<typeof count>[]) =>
    planDiaryChanges({ ...facts, sessions: [sessionOn(TOMORROW, { counts })] }).removeSlots;
  expect(left(count('nurse', 1))).toEqual([gp.id]);
  expect(left(count('gp', 0), count('nurse', 1))).toEqual([gp.id]);
  expect(left()).toEqual([gp.id, nurse.id]);
});
