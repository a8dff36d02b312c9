/** `slotkeeper status`: is it all right? Exit code 0 when in step, 1 when not, so that a monitor can ask. */
import { overallHealth } from '#shared/domain/health-words.ts';
import { isPending } from '#shared/domain/command.ts';
import { HEALTH_PARTS } from '#shared/domain/health.ts';
import { paceBands } from '#shared/domain/reading-pace.ts';
import { dayOf, formatInstant } from '#shared/domain/time.ts';

import { systemClock } from '../this-pc/system-clock.ts';
import { asCommand, readArguments, refuseArguments, say, sayFailure, sayJson } from './command.ts';
import { type OpenedFolder, withOpenedFolder } from './open-offline.ts';

const help = `Usage: slotkeeper status [--data DIR] [--json]

Says whether the diary is being read and written, what waits, and what patients can book now.
Exit code 0: running and in step. 1: not.
`;

const time = (at: Parameters<typeof formatInstant>[0] | undefined): string | null =>
  at === undefined ? null : formatInstant(at);

function tell({ read, offers, lastOpened, isRunning }: OpenedFolder) {
  const now = systemClock.now();
  const unsettled = read.commands.unsettled();
  const health = HEALTH_PARTS.flatMap((part) => {
    const known = read.health.of(part);
    return known ? [known] : [];
  });
  const pending = unsettled.filter((command) => isPending(command.state));
  const oldestPendingAt = pending
    .map((command) => command.createdAt)
    .toSorted((one, other) => one - other)[0];
  const light = overallHealth({
    read: read.health.of('read'),
    write: read.health.of('write'),
    waiting: pending.length,
    now,
    ehr: lastOpened.ehr,
    readLimitMs: paceBands(lastOpened.reading)[0]?.offerLimitMs ?? 0,
    ...(oldestPendingAt === undefined ? {} : { oldestWaitingAt: oldestPendingAt }),
  });
  const types = read.slotTypes.all();
  const offered = [...offers.byType().values()].reduce((sum, count) => sum + count.offered, 0);
  const bookings = read.bookings.since(now).filter((booking) => booking.state === 'confirmed');
  return {
    running: isRunning,
    practice: lastOpened.practice,
    ehr: lastOpened.ehr,
    sample: lastOpened.isSample,
    bookingSite: lastOpened.bookingSiteUrl ?? null,
    state: isRunning ? light.state : 'not-running',
    words: isRunning ? light.words : 'Slotkeeper is not running on this data folder.',
    health: Object.fromEntries(
      health.map((part) => [
        part.part,
        {
          state: part.state,
          since: formatInstant(part.since),
          lastSuccessAt: time(part.lastSuccessAt),
          nextTryAt: time(part.nextTryAt),
          failure: part.failure?.message ?? null,
        },
      ]),
    ),
    slotTypes: { known: types.length, active: types.filter((type) => type.isActive).length },
    offered,
    writes: { waiting: pending.length, needsYou: unsettled.length - pending.length },
    bookings: {
      today: bookings.filter((booking) => booking.slot.day === dayOf(now)).length,
      toCome: bookings.length,
    },
    asOf: time(read.health.of('read')?.lastSuccessAt),
  };
}

export const statusCommand = asCommand({ summary: 'Is it all right?', help }, async (args) => {
  const { values, positionals } = readArguments(args, {
    data: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0) refuseArguments(`What is “${positionals[0]}”?`);
  const told = await withOpenedFolder(values.data, tell);
  if (!told.ok) return sayFailure(told.failure);
  const status = told.value;
  if (values.json) sayJson(status);
  else {
    say(`${status.practice.name} · ${status.ehr}${status.sample ? ' · sample practice, not real' : ''}`);
    say(status.words);
    say(`${status.offered} appointments offered, of ${status.slotTypes.active} active slot types.`);
    say(`${status.bookings.today} online bookings still to come today, ${status.bookings.toCome} in all.`);
    say(
      `${status.writes.waiting} waiting to be written to ${status.ehr}, ${status.writes.needsYou} need a person.`,
    );
  }
  return status.state === 'in-step' ? 0 : 1;
});
