/** Our words → the parameters of SystmOne's functions, in the order of TPP's schema (v33.4), which its client may insist on. */
import { type LocalDay, addDays, formatClockWithSeconds, dayOf, type Instant } from '#shared/domain/time.ts';

import type { CancellationToSend, DayWindow } from '../../ports/ehr-diary.ts';
import type { Parameter } from './line/systmone-envelope.ts';
import type { SlotValues } from './systmone-ids.ts';
import { formatMark } from './systmone-places.ts';

/** One clinic's user and site; without them, everybody's. */
export interface Narrow {
  readonly userName?: string;
  readonly siteName?: string;
}

const midnight = (day: LocalDay): string => `${day}T00:00:00`;

const formatWindow = ({ from, to }: DayWindow, { siteName = '', userName = '' }: Narrow): Parameter[] => [
  ['MinDateTime', midnight(from)],
  ['MaxDateTime', midnight(addDays(to, 1))],
  ...(siteName === '' ? [] : [['SiteName', siteName] as const]),
  ...(userName === '' ? [] : [['UserName', userName] as const]),
];

export const formatFreeAsk = (window: DayWindow, narrow: Narrow): readonly Parameter[] =>
  formatWindow(window, narrow);

export const formatDiaryAsk = (window: DayWindow, narrow: Narrow): readonly Parameter[] => [
  ...formatWindow(window, narrow),
  ['Appointments', ''],
];

const formatIdentity = (nhsNumber: string): Parameter => ['Identity', [['NHSNumber', nhsNumber]]];

export const formatPatientAsk = (nhsNumber: string): readonly Parameter[] => [
  formatIdentity(nhsNumber),
  ['Filter', [['Demographics', '']]],
];

export const formatPendingAsk = (nhsNumber: string): readonly Parameter[] => [
  formatIdentity(nhsNumber),
  ['Filter', [['Appointments', '']]],
];

export const formatWallText = (at: Instant): string => `${dayOf(at)}T${formatClockWithSeconds(at)}`;

export interface BookingWords {
  readonly nhsNumber: string;
  readonly values: SlotValues;
  readonly token: string;
  readonly place: number;
  readonly reason: string;
}

/** Without LeaveRecordOpen: with it the booking would wait, unsaved, for the user to press Save. */
export const formatBooking = (booking: BookingWords): readonly Parameter[] => {
  const { userName, siteName, clinicType, slotType, start, durationMin } = booking.values;
  const slot: Parameter = [
    'Slot',
    [
      ['SlotType', slotType],
      ['DateTimeStart', start],
      ['Duration', String(durationMin)],
    ],
  ];
  const clinic: Parameter = [
    'Clinic',
    [['UserName', userName], ['SiteName', siteName], ['ClinicType', clinicType], slot],
  ];
  return [
    formatIdentity(booking.nhsNumber),
    ['NonClinical', [['Appointment', [clinic, ['Comments', formatComments(booking)]]]]],
  ];
};

/** The status only, by the appointment's key: it stays in the record as cancelled, and nothing else of it can change. */
export const formatCancellation = (
  nhsNumber: string,
  uid: string,
  by: CancellationToSend['by'],
): readonly Parameter[] => [
  formatIdentity(nhsNumber),
  [
    'NonClinical',
    [
      [
        'Appointment',
        [
          ['AppointmentUID', uid],
          ['Status', by === 'patient' ? 'Cancelled by Patient' : 'Cancelled by Unit'],
        ],
      ],
    ],
  ],
];

const LONGEST_COMMENT = 200;

/** The mark first: whatever has to be cut, it is what the patient wrote. One line, no halves of characters. */
export function formatComments({
  token,
  place,
  reason,
}: Pick<BookingWords, 'token' | 'place' | 'reason'>): string {
  const line = `${formatMark(token, place)}: ${reason}`
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ');
  return line
    .slice(0, LONGEST_COMMENT)
    .replace(/\p{Cs}$/u, '')
    .replace(/[:\s]+$/, '');
}
