/**
 * What the one adapter suite needs of a sample practice, whatever protocol it speaks: a diary connected to it, a desk at
 * which staff change things, the truth to compare with, and ways to make it misbehave.
 */
import type { Attendance } from '#shared/domain/booking.ts';
import type { FailureKind } from '#shared/domain/failure.ts';
import type { SlotId, SessionId } from '#shared/domain/ids.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';
import type { SlotStatus } from '#shared/domain/slot.ts';
import type { LocalDay } from '#shared/domain/time.ts';

import type { EhrDiary } from '../../src/main/ports/ehr-diary.ts';
import type { StoredStatus } from '../../src/main/sample-practice/diary/diary-types.ts';
import type { LivingPractice } from '../../src/main/sample-practice/living-practice.ts';
import type { LoggedLine } from './ehr-listening-log.ts';

export interface TrueSlot {
  readonly id: string;
  readonly sessionId: string;
  readonly slotType: string;
  readonly day: LocalDay;
  readonly startMinute: number;
  readonly lengthMinutes: number;
  readonly status: SlotStatus;
  readonly patientId?: string;
}

/** `after-work`: the diary has changed, and nobody hears of it. */
export type Misbehaviour =
  | { readonly kind: 'drop' | 'black-hole' | 'server-error'; readonly when: 'before-work' | 'after-work' }
  | { readonly kind: 'portal' | 'redirect' | 'garbage' | 'cut-off' | 'oversized' | 'overloaded' };

/** What staff mark on an appointment, in the sample practice's own words. */
export const MARKS = [
  'arrived',
  'sent-in',
  'left',
  'did-not-attend',
  'walked-out',
] as const satisfies StoredStatus[];
export type Mark = (typeof MARKS)[number];

/** What each mark is read as, where a protocol tells all of them. */
export const ATTENDANCE_OF_MARKS: Readonly<Record<Mark, Attendance>> = {
  arrived: 'arrived',
  'sent-in': 'in-progress',
  left: 'finished',
  'did-not-attend': 'did-not-attend',
  'walked-out': 'walked-out',
};

export interface PracticeUnderTest {
  readonly diary: EhrDiary;
  /** The practice behind the door, past any protocol: its desk and its life. */
  readonly living: LivingPractice;
  /** The kinds of misbehaviour that this protocol knows at all; the suite tries no other. */
  readonly knows: ReadonlySet<Misbehaviour['kind']>;
  /** Does an answer tell the EHR's own clock? */
  readonly tellsClock: boolean;
  /** What a booking comes to whose sign-in is refused: only where the protocol has a code for that is it proof. */
  readonly refusedSignIn: 'proof' | 'doubt';
  /** What a reading comes to that nobody answers because the door is shut. */
  readonly shutFailure: FailureKind;
  /** Has each appointment a key of its own, which a cancellation names? */
  readonly keysOfAppointments: boolean;
  /** What each mark of staff is read as. */
  readonly attendances: Readonly<Record<Mark, Attendance>>;
  readonly today: LocalDay;
  readonly logged: { readonly lines: readonly LoggedLine[]; text(): string };
  /** Registered here and known to the diary under `patientId`. */
  readonly patient: PatientIdentity & { readonly patientId: string };
  /** Another patient of the practice, as the diary knows them. */
  readonly otherPatientId: string;
  /** Each must be answered like an unknown number. */
  readonly strangers: Readonly<Record<string, PatientIdentity>>;
  /** What must not stand in any log line. */
  readonly secrets: readonly string[];
  /** Every slot of the day that this protocol can show (`diary.sees`), under the ids that the connector gives it. */
  truth(day: LocalDay): Promise<readonly TrueSlot[]>;
  slotInDiary(id: SlotId): TrueSlot | undefined;
  staffBook(id: SlotId): void;
  staffCancel(id: SlotId): void;
  /** As reception does it: who walks out has arrived before. */
  staffMark(id: SlotId, mark: Mark): void;
  staffRemove(id: SessionId): void;
  misbehave(on: 'reads' | 'writes' | 'all', how: Misbehaviour | undefined): void;
  refuseSignIn(): void;
  /** How many booking requests reached the EHR. */
  bookingsAsked(): number;
  /** How many requests to cancel reached the EHR; on SystmOne, where one function does both, bookings too. */
  cancellationsAsked(): number;
  shut(): Promise<void>;
  end(): Promise<void>;
}
