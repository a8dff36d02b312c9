/** `slotkeeper bookings`: today's and later online bookings. Patients' names only when asked for. */
import { formatClock, formatDay, formatInstant, startOfDay, dayOf } from '#shared/domain/time.ts';

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
    const bookings = read.bookings.since(startOfDay(dayOf(systemClock.now())));
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
          ...(withPatients ? { patient: patient ?? null } : {}),
        })),
      );
    }
    if (bookings.length === 0) return say('No online bookings from today on.');
    const head = ['When', 'Slot type', 'Clinician', 'State', ...(withPatients ? ['Patient'] : []), 'Why'];
    const rows = bookings.map(({ slot, state, failure, patient }) => [
      `${formatDay(slot.day)} ${formatClock(slot.startsAt)}`,
      slot.slotTypeName,
      slot.clinicianName,
      state,
      ...(withPatients
        ? [patient ? `${patient.name ?? 'not matched yet'} ${patient.nhsNumber}` : 'not readable']
        : []),
      failure?.message ?? '',
    ]);
    return say(table(head, rows));
  });
  return told.ok ? 0 : sayFailure(told.failure);
});
