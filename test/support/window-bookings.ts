// The fixture's patients' bookings: every state that one can be in, and what the window may do with them. `scene` is the fixture's.
import type { Bridge } from '#shared/contract/contract.ts';
import type { MoveChoice } from '#shared/contract/bookings.ts';
import type { AppChange, AppSnapshot } from '#shared/contract/snapshot.ts';
import type { BookingRow, DiarySlot } from '#shared/contract/rows.ts';
import { failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { failed, ok } from '#shared/domain/outcome.ts';
import {
  type Instant,
  type LocalDay,
  MINUTE,
  SECOND,
  addDays,
  asInstant,
  formatClock,
  instantOf,
  later,
} from '#shared/domain/time.ts';

export const CLINICIANS = [
  'Dr A Patel',
  'Dr B Okafor',
  'Dr C Lindqvist-Montgomery',
  'Dr D Rees',
  'Dr E Novak',
  'Dr F Hussain',
  'Nurse G Whitfield',
  'Nurse H Adeyemi',
  'HCA I Brennan',
  'Pharmacist J Cole',
  'Physio K Marsh',
  'Dr L Abara',
];
export const TYPES: readonly (readonly [name: string, minutes: number, isActive: boolean])[] = [
  ['GP telephone', 10, true],
  ['GP face to face', 10, true],
  ['Nurse - smear', 20, true],
  ['Nurse - asthma and COPD review', 20, false],
  ['Blood test', 10, true],
  ['Flu clinic (65 and over)', 5, false],
  ['Medication review', 15, true],
  ['Physio first contact', 20, false],
  ['On the day', 10, false],
  ['Staff meeting', 60, false],
];
const NAMES = [
  'Ada Example',
  'Grace Hopper',
  'Katherine Johnson',
  'Alan Turing',
  'Mary Seacole',
  'Rosalind Franklin',
  'Aneurin Bevan',
  'Florence Nightingale-Abernathy',
  'Tim Berners',
  'Dorothy Hodgkin',
];

export const at = (day: LocalDay, minutes: number): Instant => {
  const instant = instantOf(day, minutes);
  return typeof instant === 'string' ? asInstant(0) : instant;
};

const BOOKED: readonly (readonly [
  state: BookingRow['state'],
  inDays: number,
  minutes: number,
  clinician: number,
  type: number,
])[] = [
  ['confirmed', 0, 560, 0, 0],
  ['confirmed', 0, 600, 0, 0],
  ['confirmed', 0, 660, 1, 0],
  ['accepted', 0, 680, 2, 1],
  ['checking', 0, 690, 3, 1],
  ['needs-you', 0, 700, 4, 0],
  ['not-booked', 0, 640, 5, 1],
  ['confirmed', 0, 860, 1, 1],
  ['cancelled', 1, 560, 2, 0],
  ['confirmed', 1, 570, 6, 2],
  ['confirmed', 2, 590, 7, 2],
  ['confirmed', 4, 620, 8, 4],
];

export const slotIdAt = (day: LocalDay, clinician: string, minutes: number) =>
  asId<DiarySlot['id']>(`${day} ${clinician} ${minutes}`);

const UNDER_WAY = ['accepted', 'checking'] as const;

/** What a booking in this state would have besides. */
function besides(state: BookingRow['state'], now: Instant, stateAt: Instant): Partial<BookingRow> {
  const told = { at: stateAt, deliveredAt: later(stateAt, 2 * SECOND) };
  const since = later(now, -20 * SECOND);
  switch (state) {
    case 'accepted':
      return { pending: { kind: 'book', since, attempts: 0, nextTryAt: now, undoUntil: now } };
    case 'checking':
      return { pending: { kind: 'book', since, attempts: 1, nextTryAt: later(now, 51 * SECOND) } };
    case 'not-booked':
      return {
        failure: failure('slot-taken', 'The slot was taken.'),
        told: { kind: 'not-booked', at: stateAt },
      };
    case 'needs-you':
      return {
        failure: failure('timed-out', 'No answer to the booking, and the slot now reads as booked.'),
        unproven: 'book',
      };
    case 'cancelled':
      return { endedBy: 'practice', told: { kind: 'cancelled-by-practice', ...told } };
    case 'confirmed':
      return { told: { kind: 'confirmed', ...told } };
    case 'cancelling':
      return {};
  }
}

interface Place {
  readonly inDays: number;
  readonly minutes: number;
  readonly clinician: number;
  readonly type: number;
}

function rowAt(
  id: string,
  today: LocalDay,
  { inDays, minutes, clinician, type }: Place,
): Omit<BookingRow, 'state' | 'createdAt' | 'stateAt'> {
  const day = addDays(today, inDays);
  const clinicianName = CLINICIANS[clinician] ?? '';
  return {
    id: asId<BookingRow['id']>(id),
    slotId: slotIdAt(day, clinicianName, minutes),
    day,
    startsAt: at(day, minutes),
    durationMin: TYPES[type]?.[1] ?? 10,
    slotTypeName: TYPES[type]?.[0] ?? '',
    sessionName: minutes < 780 ? 'Morning surgery' : 'Afternoon surgery',
    clinicianName,
    siteName: clinician % 4 === 3 ? 'Branch Surgery' : 'Main Surgery',
    nhsNumber: '9990000018',
    dateOfBirth: '1980-02-29' as LocalDay,
    reason: 'Cough for three weeks',
  };
}

export function bookingsOf(now: Instant, today: LocalDay, scene: string): BookingRow[] {
  const rows = BOOKED.filter(([state]) => scene === 'trouble' || state !== 'needs-you').map(
    ([state, inDays, minutes, clinician, type], i): BookingRow => {
      const isUnderWay = UNDER_WAY.some((one) => one === state);
      const stateAt = later(now, isUnderWay ? -9 * SECOND : -(i * 7 + 1) * MINUTE);
      return {
        ...rowAt(`booking-${i}`, today, { inDays, minutes, clinician, type }),
        ...(state === 'accepted' ? {} : { patientName: NAMES[i % NAMES.length] ?? '' }),
        state,
        createdAt: later(now, isUnderWay ? -20 * SECOND : -(i * 7 + 2) * MINUTE),
        stateAt,
        ...besides(state, now, stateAt),
      };
    },
  );
  return scene === 'changes' ? changed(rows, now, today) : rows;
}

/** A day on which patients, reception and staff in the EHR have changed what was booked. */
function changed(rows: readonly BookingRow[], now: Instant, today: LocalDay): BookingRow[] {
  const ago = (minutes: number) => later(now, -minutes * MINUTE);
  const id = (text: string) => asId<BookingRow['id']>(text);
  const since = later(now, -95 * SECOND);
  const changes: Readonly<Record<string, Partial<BookingRow>>> = {
    'booking-0': { attendance: 'arrived' },
    'booking-1': { attendance: 'did-not-attend' },
    'booking-2': {
      state: 'cancelling',
      failure: failure('not-open', 'The EHR is not open on this PC.'),
      pending: { kind: 'cancel', since, attempts: 0, nextTryAt: later(now, 20 * SECOND), undoUntil: now },
    },
    'booking-6': { replacedBy: id('booking-11') },
    'booking-8': { state: 'cancelled', endedBy: 'patient', told: { kind: 'cancelled', at: ago(3) } },
    'booking-9': {
      state: 'cancelled',
      endedBy: 'move',
      replacedBy: id('booking-12'),
      told: { kind: 'moved', at: ago(2), deliveredAt: ago(2) },
    },
    'booking-10': {
      state: 'needs-you',
      unproven: 'cancel',
      failure: failure('timed-out', 'No answer to the cancellation, and the appointment cannot be found.'),
      patientName: 'Wilhelmina Featherstonehaugh-Cholmondeley-Marjoribanks',
    },
  };
  const undoUntil = later(now, 8 * SECOND);
  return [
    ...rows.map((row) => ({ ...row, ...changes[row.id] })),
    {
      ...rowAt('booking-11', today, { inDays: 2, minutes: 600, clinician: 1, type: 1 }),
      patientName: NAMES[6] ?? '',
      state: 'accepted',
      createdAt: later(now, -2 * SECOND),
      stateAt: later(now, -2 * SECOND),
      replaces: id('booking-6'),
      pending: { kind: 'book', since: later(now, -2 * SECOND), attempts: 0, nextTryAt: undoUntil, undoUntil },
    },
    {
      ...rowAt('booking-12', today, { inDays: 3, minutes: 590, clinician: 7, type: 2 }),
      patientName: NAMES[9] ?? '',
      state: 'confirmed',
      createdAt: ago(3),
      stateAt: ago(2),
      replaces: id('booking-9'),
      told: { kind: 'moved', at: ago(2), deliveredAt: ago(2) },
    },
  ];
}

interface Desk {
  readonly now: () => Instant;
  readonly ehr: string;
  readonly snapshot: () => AppSnapshot;
  readonly change: (rows: Omit<AppChange, 'from' | 'to'>) => void;
  readonly wait: <T>(value: T, ms?: number) => Promise<T>;
}

/** What the main process would do with these bookings, as far as the window can see. */
export function bookingDesk({ now, ehr, snapshot, change, wait }: Desk): Bridge['bookings'] {
  const none = () => wait(failed(failure('not-found', 'There is no such booking.')));
  const put = (...rows: readonly BookingRow[]) => change({ bookings: { put: rows, remove: [] } });
  const rowOf = (id: string): BookingRow | undefined => snapshot().bookings[id];
  const choices = (row: BookingRow): MoveChoice[] =>
    [1, 2, 3, 4, 7, 8].flatMap((days) =>
      [510, 550, 590, 630, 900].map((minutes, i) => {
        const day = addDays(row.day, days);
        const clinicianName = CLINICIANS[(i + days) % CLINICIANS.length] ?? '';
        const startsAt = at(day, minutes);
        const { durationMin, slotTypeName, siteName } = row;
        const slotId = slotIdAt(day, clinicianName, minutes);
        return { slotId, day, startsAt, durationMin, slotTypeName, clinicianName, siteName };
      }),
    );
  return {
    look({ bookingId }) {
      const row = rowOf(bookingId);
      if (!row) return none();
      const isCancel = row.unproven === 'cancel';
      return wait(
        ok({
          lookedAt: now(),
          ours: [
            `Asked for at ${formatClock(row.createdAt)} by the patient.`,
            `Sent to ${ehr} once, at 10:40:12; no answer came within 15 s.`,
          ],
          theirs: [
            `The slot at ${formatClock(row.startsAt)} with ${row.clinicianName} is booked.`,
            `${ehr} does not say for whom.`,
          ],
          verdicts: [
            {
              verdict: 'in-diary' as const,
              means: isCancel
                ? 'It stands, and the patient is told so.'
                : 'It is confirmed, and the patient is told so.',
            },
            {
              verdict: 'not-in-diary' as const,
              means: isCancel
                ? 'It is cancelled, and the patient is told so.'
                : 'It is not booked; the patient is told and can choose another time.',
            },
            { verdict: 'try-again' as const, means: 'Slotkeeper looks afresh, and sends it once more.' },
          ],
        }),
        400,
      );
    },
    cancel({ bookingId }) {
      const row = rowOf(bookingId);
      if (!row) return none();
      const undoUntil = later(now(), 10 * SECOND);
      const pending = { kind: 'cancel', since: now(), attempts: 0, nextTryAt: undoUntil, undoUntil } as const;
      put({ ...row, state: 'cancelling', stateAt: now(), pending });
      return wait(ok(undefined));
    },
    move({ bookingId, slotId }) {
      const row = rowOf(bookingId);
      const choice = row && choices(row).find((one) => one.slotId === slotId);
      if (!row || !choice) return none();
      const undoUntil = later(now(), 10 * SECOND);
      const { pending: _, told: __, ...rest } = row;
      const id = asId<BookingRow['id']>(`${row.id}-moved`);
      put(
        { ...row, replacedBy: id },
        {
          ...rest,
          ...choice,
          id,
          state: 'accepted',
          createdAt: now(),
          stateAt: now(),
          replaces: row.id,
          pending: { kind: 'book', since: now(), attempts: 0, nextTryAt: undoUntil, undoUntil },
        },
      );
      return wait(ok(undefined));
    },
    undo({ bookingId }) {
      const row = rowOf(bookingId);
      if (row?.pending?.undoUntil === undefined)
        return wait(
          failed(failure('try-later', 'It is too late to take this back: it is on its way, or done.')),
        );
      const { pending, ...rest } = row;
      if (pending.kind === 'cancel') put({ ...rest, state: 'confirmed', stateAt: now() });
      else put({ ...rest, state: 'cancelled', endedBy: 'reception', stateAt: now() });
      const old = row.replaces && rowOf(row.replaces);
      if (old) {
        const { replacedBy: _, ...stands } = old;
        put(stands);
      }
      return wait(ok(undefined));
    },
    choices({ bookingId }) {
      const row = rowOf(bookingId);
      return row ? wait(ok(choices(row)), 150) : none();
    },
    settle({ bookingId, verdict }) {
      const row = rowOf(bookingId);
      if (!row) return none();
      const { unproven, failure: _, ...rest } = row;
      const notThere = unproven === 'cancel' ? ('cancelled' as const) : ('not-booked' as const);
      const again = unproven === 'cancel' ? ('cancelling' as const) : ('accepted' as const);
      const state = { 'in-diary': 'confirmed' as const, 'not-in-diary': notThere, 'try-again': again }[
        verdict
      ];
      put({ ...rest, state, stateAt: now() });
      return wait(ok(undefined));
    },
  };
}
