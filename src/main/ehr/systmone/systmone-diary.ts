/**
 * SystmOne's diary by TPP Client Integration v33.4: XML over TCP to the SystmOne client on this PC, as whoever is logged on
 * there. Free slots and booked ones come from two calls, blocked ones from none. It keeps the connection, and nothing of the
 * diary: what was read is handed over.
 */
import { failure } from '#shared/domain/failure.ts';
import { failed, ok } from '#shared/domain/outcome.ts';
import { parseNhsNumber } from '#shared/domain/patient.ts';
import { SECOND, dayOf, daysBetween } from '#shared/domain/time.ts';

import type { EhrDiary, WriteAnswer } from '../../ports/ehr-diary.ts';
import type { SystmOneSettings } from '../../ports/settings.ts';
import { createBudget } from '../budget.ts';
import type { EhrDiaryDeps } from '../ehr-diary-deps.ts';
import { USUAL_LIMITS } from '../http-limits.ts';
import { SYSTMONE } from './line/systmone-failures.ts';
import { createSystmOneSession } from './line/systmone-session.ts';
import { findBooking } from './systmone-find-booking.ts';
import { createKeyFinder } from './systmone-find-key.ts';
import { formatBooking, formatCancellation, formatPatientAsk } from './systmone-format.ts';
import { placeOfSlot } from './systmone-ids.ts';
import { parsePatient, patientNotMatched } from './parse/systmone-parse-patient.ts';
import { createDiaryReader, seekSlot } from './systmone-read.ts';
import { SIGHTS } from '../sights.ts';
import { valuesOf } from './systmone-values.ts';
import { bookingAnswer, cancellationAnswer } from './systmone-write-answer.ts';
import { testSystmOne } from './test-systmone.ts';

const SYSTMONE_SIGHT = SIGHTS.systmone;

/** TPP allows one request a second and gives no reply to what comes faster. */
const SPACING_SECONDS = 1.1;

const notSent = (what: string, permanent: boolean): WriteAnswer => ({
  class: 'not-applied',
  permanent,
  failure: failure('invalid-input', `This is not ${what} of ${SYSTMONE}, so nothing was sent.`),
});

export function createSystmOneDiary(settings: SystmOneSettings, deps: EhrDiaryDeps): EhrDiary {
  const { clock, log, practice, keepDeviceId, isPaced = true, readLimits = USUAL_LIMITS } = deps;
  const perSecond = deps.requestsPerSecond;
  const requestsPerSecond = isPaced ? Math.min(perSecond, 1 / SPACING_SECONDS) : perSecond;
  const writeMs = deps.requestTimeoutSeconds * SECOND;
  const write = { ...USUAL_LIMITS, totalMs: writeMs, headersMs: writeMs, idleBodyMs: writeMs };
  const systmOne = createSystmOneSession({
    settings,
    odsCode: practice.odsCode,
    keepDeviceId,
    budget: createBudget({ clock, product: SYSTMONE, requestsPerSecond, readsAtOnce: 1, isEven: true }),
    clock,
    log,
    limits: { read: readLimits, write },
  });
  const reader = createDiaryReader(systmOne, { clock, maxDays: SYSTMONE_SIGHT.maxWindowDays });

  const findKey = createKeyFinder(systmOne, clock);

  const pullSlotTypes: EhrDiary['pullSlotTypes'] = async (ask) => {
    const told = await systmOne.askOrganisation(ask);
    return told.ok ? ok(told.value.slotTypes) : told;
  };

  const pullSessions: EhrDiary['pullSessions'] = async (window, ask) => {
    const days = daysBetween(window.from, window.to) + 1;
    if (days < 1 || days > SYSTMONE_SIGHT.maxWindowDays) {
      return failed(
        failure('invalid-input', `${SYSTMONE} is asked for 1 to 90 days at once, not for ${days}.`),
      );
    }
    const seen = await reader.readDays(window, ask);
    if (!seen.ok) return seen;
    return ok({
      sessions: seen.value.map(({ session }) => session),
      slots: new Map(seen.value.map(({ session, slots }) => [session.id, slots])),
    });
  };

  const pullSlots: EhrDiary['pullSlots'] = async (session, ask) => {
    const seen = await reader.readAround(session, ask);
    return seen.ok ? ok(seen.value.find((one) => one.session.id === session.id)?.slots ?? []) : seen;
  };

  const pullSlot: EhrDiary['pullSlot'] = async (sought, ask) => {
    const seen = await reader.readAround(sought.session, ask);
    return seen.ok ? ok(seekSlot(seen.value, sought)) : seen;
  };

  const findPatient: EhrDiary['findPatient'] = async (identity, ask) => {
    const reply = await systmOne.call('GetPatientRecord', formatPatientAsk(identity.nhsNumber), ask);
    if (reply.ok) return parsePatient(reply.response, identity);
    // SystmOne answered that it is of no use to ask for this patient again: there is nobody under this number here. A lasting
    // error about anything else must not tell a patient that they are not known.
    const isNobody = reply.error?.isPermanent === true && reply.error.about === 'patient';
    return failed(isNobody ? patientNotMatched() : reply.failure);
  };

  const sendBooking: EhrDiary['sendBooking'] = async (booking, ask) => {
    const { session, slot, patientId, token, reason } = booking;
    const nhsNumber = parseNhsNumber(patientId);
    if (nhsNumber === undefined) return notSent('a patient', true);
    const place = placeOfSlot(slot.id);
    if (place === undefined) return notSent('a slot', true);
    const values = valuesOf(session, slot);
    // The next reading may know the session again.
    if (!values) return notSent('a slot of this session', false);
    const parameters = formatBooking({ nhsNumber, values, token, place, reason });
    return bookingAnswer(await systmOne.call('UpdatePatientRecord', parameters, ask), booking);
  };

  const sendCancellation: EhrDiary['sendCancellation'] = async (cancellation, ask) => {
    const { patientId, appointmentId, by } = cancellation;
    const nhsNumber = parseNhsNumber(patientId);
    if (nhsNumber === undefined) return notSent('a patient', true);
    // Six values name a slot, not who has it: without the key, another patient's appointment might be meant.
    // Looking for it asks, and nothing is asked while a turn is kept.
    if (appointmentId === undefined) ask.turn?.release();
    const { turn: _given, ...asking } = ask;
    const key =
      appointmentId === undefined ? await findKey(cancellation, nhsNumber, asking) : ok(appointmentId);
    if (!key.ok) {
      const { failure: why } = key;
      return { class: 'not-applied', permanent: why.kind === 'refused', failure: why };
    }
    const uid = key.value;
    if (!/^[\w-]{1,100}$/.test(uid)) return notSent('the key of an appointment', false);
    const parameters = formatCancellation(nhsNumber, uid, by);
    const sending = appointmentId === undefined ? asking : ask;
    const reply = await systmOne.call('UpdatePatientRecord', parameters, sending);
    return cancellationAnswer(reply, cancellation, uid);
  };

  return {
    product: SYSTMONE,
    sees: SYSTMONE_SIGHT,
    pullSlotTypes,
    pullSessions,
    pullSlots,
    pullSlot,
    findBooking: (sought, ask) => {
      const { maxWindowDays: maxDays } = SYSTMONE_SIGHT;
      return findBooking(sought, ask, { reader, today: dayOf(clock.now()), maxDays });
    },
    findPatient,
    sendTurns: { isAlone: true, take: systmOne.takeSendTurn },
    sendBooking,
    sendCancellation,
    testConnection: (ask) => {
      const today = dayOf(clock.now());
      return testSystmOne(systmOne, () => reader.readDays({ from: today, to: today }, ask), ask);
    },
    close: () => Promise.resolve(systmOne.close()),
  };
}
