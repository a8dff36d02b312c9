/**
 * Patients on this PC's disk: through booking, refusing, cancelling, moving and forgetting no file of the data folder shows one in
 * any form. What is said and done when the key to them cannot be had is in patients-key.test.ts.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';

import { asId } from '#shared/domain/ids.ts';
import { DAY } from '#shared/domain/time.ts';

import { createEmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { findTraces, tracesOf } from '../support/find-patients.ts';
import { type ApiAnswer, takenOf } from '../support/scenario-api.ts';
import { SMALL, openCore } from '../support/scenario-core.ts';
import { extraSession, patientAt } from '../support/scenario-practice.ts';
import { configurationOf, endEverything, newFolder } from '../support/scenario-processes.ts';
import { listenForNotices } from '../support/scenario-notices.ts';
import { offeredTomorrow, settledBooking } from '../support/scenario-waits.ts';
import { waitUntil } from '../support/wait-until.ts';

const CANARIES = Array.from({ length: 12 }, (_, nth) => ({
  ...patientAt(nth),
  reason: `Lump number ${nth} & “worry”`,
}));
const SETTINGS = { booking: { undoSeconds: 0 } };

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await endEverything();
});

async function openSmallPractice() {
  const practice = createEmisPractice(SMALL);
  await practice.start();
  practice.staff.addSession(extraSession(30));
  opened.push(practice);
  return practice;
}

/** Of every file in the folder but the practice's own configuration: its name, and what was found in it. */
async function foundIn(
  folder: string,
  secrets: Readonly<Record<string, string>>,
): Promise<readonly (readonly [string, string[]])[]> {
  const traces = tracesOf(CANARIES, secrets);
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'practice.json')
    .map(
      (entry) =>
        [entry.name, findTraces(readFileSync(path.join(entry.parentPath, entry.name)), traces)] as const,
    )
    .filter(([, traced]) => traced.length > 0);
  // On a busy machine that holds the event loop for longer than the booking site keeps a silent connection: it is to be
  // closed on both sides before the next question takes it.
  await wait(100);
  return found;
}

test('booked, refused, cancelled, moved and forgotten: no file ever shows a patient, and a month later none has one @hazard:H34 @hazard:H35', async () => {
  const practice = await openSmallPractice();
  const folder = newFolder();
  const line = await listenForNotices();
  opened.push(line);
  const notices = { webhookUrl: line.url };
  const core = await openCore(folder, configurationOf(practice.ehr, { ...SETTINGS, notices }));
  const slots = await offeredTomorrow(core, 24);
  const secrets: Record<string, string> = { 'access token': practice.ehr.accessToken };
  const taken: NonNullable<ApiAnswer['taken']>[] = [];
  try {
    practice.setFaults([{ kind: 'drop', on: 'writes', when: 'after-work', times: 2 }]);
    for (const [nth, patient] of CANARIES.entries()) {
      // Every fourth gives a wrong date of birth, and is refused.
      const who = nth % 4 === 3 ? { ...patient, bornOn: '1901-01-01' } : patient;
      const one = takenOf(
        await core.api.book({ slotId: slots[nth]?.id ?? '', patient: who, reason: patient.reason }),
      );
      secrets[`private link ${nth}`] = one.secret;
      taken.push(one);
    }
    const statuses: string[] = [];
    for (const one of taken) statuses.push((await settledBooking(core, one)).status);
    expect(statuses.filter((status) => status === 'confirmed')).toHaveLength(9);
    expect(statuses.filter((status) => status === 'rejected')).toHaveLength(3);
    expect(await foundIn(folder, secrets)).toEqual([]);

    const standing = taken.filter((_, nth) => statuses[nth] === 'confirmed');
    for (const [nth, { booking, secret }] of standing.slice(0, 6).entries()) {
      const isMove = nth % 2 === 1;
      const other = slots[12 + nth]?.id ?? '';
      const answer = await (isMove
        ? core.api.move(booking.id, secret, other, `move-${nth}`)
        : core.api.cancel(booking.id, secret));
      const changed = takenOf(answer);
      if (isMove) {
        secrets[`private link of move ${nth}`] = changed.secret;
        taken.push(changed);
      }
    }
    // And what reception writes about one, where nobody stops them from naming the patient.
    const rung = standing[6];
    const who = CANARIES.find((_, nth) => taken[nth] === rung);
    if (!rung || !who) throw new Error('Too few were confirmed');
    const note = `${who.firstNames} ${who.lastName} rang: ${who.reason}`;
    const asked = await core.handlers.bookings.cancel({ bookingId: asId(rung.booking.id), reason: note });
    expect(asked).toMatchObject({ ok: true });
    for (const one of taken) await settledBooking(core, one);
    const notesShown = async () =>
      Object.values((await core.snapshot()).events).flatMap(({ kind, why }) =>
        kind === 'booking-change-asked' ? [why] : [],
      );
    expect(await notesShown()).toEqual([note]);
    expect(await foundIn(folder, secrets)).toEqual([]);
    // What is posted for them carries the link to their page, and nothing of them.
    await waitUntil(
      'each was told',
      () => new Set(line.heard().map((one) => one.bookingId)).size === taken.length,
    );
    expect(findTraces(line.bodies().join('\n'), tracesOf(CANARIES))).toEqual([]);
    // The check can find what it looks for: this file is full of them.
    const bookings = practice.staff.snapshot();
    expect(findTraces(JSON.stringify(await bookings), tracesOf(CANARIES))).toContain('reason');
    expect(patientsKept(core.folder.database)).toBe(taken.length);

    // The PC's clock goes on to a month after the appointments.
    core.setOffset(40 * DAY);
    await waitUntil('they are forgotten', () => patientsKept(core.folder.database) === 0);
    expect(await notesShown()).toEqual([undefined]);
    for (const { booking, secret } of taken)
      expect((await core.api.booking(booking.id, secret)).id).toBe(booking.id);
    expect(await foundIn(folder, secrets)).toEqual([]);
  } finally {
    await core.close();
  }
  expect(await foundIn(folder, secrets)).toEqual([]);
});

/** Sealed rows that still have their patient, past the store. */
function patientsKept(file: string): number {
  const db = new Database(file, { readonly: true });
  try {
    return Number(db.prepare('SELECT count(*) FROM bookings WHERE patient IS NOT NULL').pluck().get());
  } finally {
    db.close();
  }
}
