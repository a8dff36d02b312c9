/**
 * The practice at work: staff book, cancel, block, see patients through and now and then add or
 * take out a session.
 *
 * One change at a time, each from its own dice: the same seed, clock and requests make the same
 * life. A restart begins a new one. Embargoes need nobody here: the clock alone releases them.
 */
import type { Appointments } from './appointments.ts';
import { addDays, type LocalDay, wallClock, weekdayOf } from './days.ts';
import { createDice, type Dice } from './dice.ts';
import type { Diary } from './diary.ts';
import { type DiarySession, type DiarySlot, isBusy, type SlotStatus, statusAt } from './diary-types.ts';
import { VISIT_REASONS } from './names.ts';
import { ONLINE_BOOKINGS_USER, SLOT_TYPES } from './practice-plan.ts';

type Deps = { diary: Diary; appointments: Appointments };
type Found = { session: DiarySession; slot: DiarySlot };
type Deed = 'book' | 'cancel' | 'block' | 'unblock' | 'waiting-room' | 'add-session' | 'remove-session';

/** Out of a hundred changes, about so many of each. */
const DEEDS: readonly (readonly [Deed, number])[] = [
  ['book', 44],
  ['cancel', 16],
  ['block', 8],
  ['unblock', 8],
  ['waiting-room', 20],
  ['add-session', 2],
  ['remove-session', 2],
];
const WAITING_ROOM_AT_ONCE = 8;
const TRIES = 12;

export function createLiving({ diary, appointments }: Deps) {
  let stopTicking: (() => void) | undefined;
  const firstRevision = diary.revision();
  let turn = 0;

  /** Near days more often than far ones, as at a real desk. */
  function someDay(dice: Dice): LocalDay {
    const today = wallClock(diary.clock.now()).day;
    const ahead = Math.floor((Date.parse(diary.bounds().last) - Date.parse(today)) / 86_400_000);
    const day = addDays(today, Math.floor(dice.roll() ** 2 * (ahead + 1)));
    return weekdayOf(day) === 6 ? addDays(day, -1) : day;
  }

  function isToCome({ session, slot }: Found): boolean {
    const { day, minute } = wallClock(diary.clock.now());
    return session.day > day || (session.day === day && slot.startMinute > minute);
  }

  function someSlot(dice: Dice, wanted: (status: SlotStatus, slot: DiarySlot) => boolean): Found | undefined {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const sessions = diary.sessionsOn(someDay(dice));
      if (sessions.length === 0) continue;
      const session = dice.pick(sessions);
      const slot = dice.pick(session.slots);
      const found = { session, slot };
      if (isToCome(found) && wanted(statusAt(slot, diary.clock.now()), slot)) return found;
    }
    return undefined;
  }

  function bookSomebody(dice: Dice): boolean {
    const found = someSlot(
      dice,
      (status, { slotTypeId }) => status === 'free' && diary.plan.slotType(slotTypeId)?.bookable === true,
    );
    if (!found) return false;
    const { patientNumber } = dice.pick(diary.plan.patientList.regulars);
    const reason = dice.pick(VISIT_REASONS);
    return appointments.book({ slotId: found.slot.id, patientNumber, reason, bookedBy: '56' }).ok;
  }

  function cancelSomebody(dice: Dice): boolean {
    // Bookings made online are left alone: staff cancelling those is for a test to decide.
    const found = someSlot(
      dice,
      (status, { bookedBy }) => status === 'booked' && bookedBy !== String(ONLINE_BOOKINGS_USER),
    );
    return found ? appointments.cancel(found.slot.id).ok : false;
  }

  function blockOne(dice: Dice): boolean {
    const found = someSlot(dice, (status) => status === 'free');
    return found ? appointments.block(found.slot.id, 'Kept by reception').ok : false;
  }

  function unblockOne(dice: Dice): boolean {
    const found = someSlot(dice, (status) => status === 'blocked');
    return found ? appointments.unblock(found.slot.id).ok : false;
  }

  /** Today's patients arrive ten minutes before, go in at their time and leave; a few never come. */
  function seeThrough(dice: Dice): boolean {
    const { day, minute } = wallClock(diary.clock.now());
    let moved = 0;
    for (const session of diary.sessionsOn(day)) {
      for (const slot of session.slots) {
        if (moved === WAITING_ROOM_AT_ONCE) return true;
        if (!isBusy(slot.status) || slot.startMinute - 10 > minute) continue;
        const late = minute - slot.startMinute;
        if (slot.status === 'booked' && late > 20 && dice.chance(0.06))
          moved += Number(appointments.setStatus(slot.id, 'did-not-attend').ok);
        else if (slot.status === 'booked') moved += Number(appointments.setStatus(slot.id, 'arrived').ok);
        else if (slot.status === 'arrived' && late >= 0)
          moved += Number(appointments.setStatus(slot.id, 'sent-in').ok);
        else if (slot.status === 'sent-in' && late >= slot.lengthMinutes)
          moved += Number(appointments.setStatus(slot.id, 'left').ok);
      }
    }
    return moved > 0;
  }

  function addOne(dice: Dice): boolean {
    const clinician = dice.pick(diary.plan.cliniciansList);
    const isDoctor = clinician.role === 'gp' || clinician.role === 'registrar';
    const type = isDoctor ? SLOT_TYPES.gpTelephone : SLOT_TYPES.smear;
    return appointments.addSession({
      day: someDay(dice),
      name: 'Extra clinic',
      siteId: clinician.siteId,
      clinicianIds: [clinician.id],
      startMinute: 17 * 60,
      slotLength: isDoctor ? 10 : 20,
      slotTypeIds: Array.from({ length: 6 }, () => type.id),
    }).ok;
  }

  function removeOne(dice: Dice): boolean {
    const sessions = diary
      .sessionsOn(someDay(dice))
      .filter((session) => session.slots.every((slot) => !isBusy(slot.status)));
    const first = sessions[0];
    if (!first || !isToCome({ session: first, slot: first.slots[0] ?? ({ startMinute: 0 } as DiarySlot) }))
      return false;
    return appointments.removeSession(first.id).ok;
  }

  const DO: Readonly<Record<Deed, (dice: Dice) => boolean>> = {
    book: bookSomebody,
    cancel: cancelSomebody,
    block: blockOne,
    unblock: unblockOne,
    'waiting-room': seeThrough,
    'add-session': addOne,
    'remove-session': removeOne,
  };

  function chooseDeed(dice: Dice): Deed {
    let rest = dice.roll() * 100;
    for (const [deed, weight] of DEEDS) {
      rest -= weight;
      if (rest < 0) return deed;
    }
    return 'book';
  }

  /** One change, if the dice find one to make; says what was done. */
  function liveOnce(): Deed | undefined {
    turn += 1;
    const dice = createDice(diary.plan.seed, 'living', firstRevision, turn);
    const deed = chooseDeed(dice);
    return DO[deed](dice) ? deed : undefined;
  }

  function start(changesPerMinute: number): void {
    stop();
    if (changesPerMinute <= 0) return;
    const tick = (): void => {
      try {
        liveOnce();
      } catch {
        // A full disk refuses the journal: nothing was changed then, and nobody waits for an answer here.
      }
      stopTicking = diary.clock.after(60_000 / changesPerMinute, tick);
    };
    stopTicking = diary.clock.after(60_000 / changesPerMinute, tick);
  }

  function stop(): void {
    stopTicking?.();
    stopTicking = undefined;
  }

  return { liveOnce, start, stop };
}
