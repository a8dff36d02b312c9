/**
 * The desk of the sample practice for the adapter suite, where the connector's slot ids are the diary's own numbers (EMIS,
 * GP Connect; SystmOne has none).
 */
import type { SlotStatus } from '#shared/domain/slot.ts';
import { type LocalDay, parseDay } from '#shared/domain/time.ts';

import type { SlotView, StaffDesk } from '../../src/main/sample-practice/diary/staff-desk.ts';
import type { Mark, PracticeUnderTest, TrueSlot } from './ehr-practice-under-test.ts';

const statusOf = (status: SlotView['status']): SlotStatus =>
  status === 'free' ? 'open' : status === 'blocked' || status === 'embargoed' ? status : 'booked';

export function markAs(staff: StaffDesk, slotId: number, mark: Mark): void {
  if (mark === 'walked-out') staff.setStatus(slotId, 'arrived');
  staff.setStatus(slotId, mark);
}

/** What this protocol makes of the diary. */
export interface DeskSight {
  readonly isShown: (slot: SlotView) => boolean;
  readonly sessionIdOf: (slot: SlotView) => string;
  /** The diary's number of a session, from the connector's id. */
  readonly sessionNumberOf: (sessionId: string) => number;
}

type Desk = Pick<
  PracticeUnderTest,
  'truth' | 'slotInDiary' | 'staffBook' | 'staffCancel' | 'staffMark' | 'staffRemove'
>;

export function deskByNumbers(staff: StaffDesk, { isShown, sessionIdOf, sessionNumberOf }: DeskSight): Desk {
  const trueSlot = (slot: SlotView): TrueSlot => ({
    id: String(slot.slotId),
    sessionId: sessionIdOf(slot),
    slotType: slot.slotType,
    day: parseDay(slot.day) ?? ('' as LocalDay),
    startMinute: slot.startMinute,
    lengthMinutes: slot.lengthMinutes,
    status: statusOf(slot.status),
    ...(slot.patientNumber === null ? {} : { patientId: String(slot.patientNumber) }),
  });
  return {
    truth: async (on) => (await staff.find({ from: on, to: on })).filter(isShown).map(trueSlot),
    slotInDiary: (id) => {
      const slot = staff.slot(Number(id));
      return slot && trueSlot(slot);
    },
    staffBook: (id) => void staff.book(Number(id)),
    staffCancel: (id) => void staff.cancel(Number(id)),
    staffMark: (id, mark) => markAs(staff, Number(id), mark),
    staffRemove: (id) => staff.removeSession(sessionNumberOf(id)),
  };
}
