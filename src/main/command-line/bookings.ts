/**
 * `slotkeeper bookings`: today's and later online bookings, with what is on its way for them and what the patient was told.
 * Patients' names only when asked for.
 */
import { formatClock, formatDay, formatInstant, startOfDay, dayOf } from '#shared/domain/time.ts';

import type { BookingRow } from '#shared/contract/rows.ts';
import { readBookingRows } from '../ipc/read-booking-rows.ts';
import { systemClock } from '../this-pc/system-clock.ts';
import { asCommand, readArguments, refuseArguments, say, sayFailure, sayJson, table } from './command.ts';
import { withOpenedFolder } from './open-offline.ts';

const help = `Usage: slotkeeper bookings [--data DIR] [--patients] [--json]

Online bookings from today on, and any that still waits.

  --patients   also shows names and NHS numbers (they are left out otherwise)
  --json       as JSON
  --data DIR   the data folder
`;

export const bookingsCommand = asCommand({ summary: 'Online bookings from today on', help }, async (args) => {
  const { values, positionals } = readArguments(args, {
    data: { type: 'string' },
    patients: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0) refuseArguments(`What is “${positionals[0]}”?`);
  const told = await withOpenedFolder(values.data, ({ read }) => {
    const from = startOfDay(dayOf(systemClock.now()));
    const bookings = read.bookings.since(from);
    const rowOf = new Map(readBookingRows(read, from).map((row) => [row.id, row]));
    const withPatients = values.patients === true;
    if (values.json) {
      return sayJson(
        bookings.map(({ id, slot, state, failure, patient, createdAt, stateAt }) => ({
          id,
          state,
          start: formatInstant(slot.startsAt),
          slotType: slot.slotTypeName,
          session: slot.sessionName,
          clinician: slot.clinicianName,
          site: slot.siteName,
          bookedAt: formatInstant(createdAt),
          stateSince: formatInstant(stateAt),
          ...(failure ? { why: failure.message } : {}),
          ...changesOf(rowOf.get(id)),
          ...(withPatients ? { patient: patient ?? null } : {}),
        })),
      );
    }
    if (bookings.length === 0) return say('No online bookings from today on.');
    const head = ['When', 'Slot type', 'Clinician', 'State', ...(withPatients ? ['Patient'] : []), 'Why'];
    const rows = bookings.map(({ id, slot, failure, patient }) => [
      `${formatDay(slot.day)} ${formatClock(slot.startsAt)}`,
      slot.slotTypeName,
      slot.clinicianName,
      stateWords(rowOf.get(id)),
      ...(withPatients
        ? [patient ? `${patient.name ?? 'not matched yet'} ${patient.nhsNumber}` : 'not readable']
        : []),
      failure?.message ?? '',
    ]);
    return say(table(head, rows));
  });
  return told.ok ? 0 : sayFailure(told.failure);
});

/** Left out where there is nothing to say. */
function changesOf(row: BookingRow | undefined): Readonly<Record<string, unknown>> {
  if (!row) return {};
  const { pending, told, endedBy, attendance, replaces, replacedBy } = row;
  return {
    ...(endedBy && { endedBy }),
    ...(attendance && { attendance }),
    ...(replaces && { replaces }),
    ...(replacedBy && { replacedBy }),
    ...(pending && {
      waiting: {
        kind: pending.kind,
        since: formatInstant(pending.since),
        sent: pending.attempts,
        nextTry: formatInstant(pending.nextTryAt),
      },
    }),
    ...(told && { told: { kind: told.kind, at: formatInstant(told.at) } }),
  };
}

/** `cancelled (patient)`, `confirmed (moving)`, `confirmed (arrived)`. */
function stateWords(row: BookingRow | undefined): string {
  if (!row) return '';
  const { state, endedBy, replacedBy, attendance } = row;
  const isMoving = replacedBy !== undefined && state !== 'cancelled';
  const more = state === 'cancelled' ? endedBy : isMoving ? 'moving' : attendance;
  return more === undefined ? state : `${state} (${more})`;
}
