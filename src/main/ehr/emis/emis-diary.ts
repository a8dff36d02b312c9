/**
 * EMIS Web's diary by the Partner API v1.2 (REST, JSON). It keeps nothing: what was read is handed over, and whether it is
 * whole enough to be believed is the reader's to prove.
 */
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { Session } from '#shared/domain/session.ts';
import type { PulledSlot } from '#shared/domain/slot.ts';
import { dayOf, daysBetween } from '#shared/domain/time.ts';

import type { Clock } from '../../ports/clock.ts';
import type {
  Ask,
  BookingToSend,
  DayWindow,
  EhrDiary,
  SessionsPulled,
  WriteAnswer,
} from '../../ports/ehr-diary.ts';
import type { EmisSettings } from '../../ports/settings.ts';
import { daysToSearch } from '../marked-booking.ts';
import { EMIS } from './emis-answer.ts';
import { type Query, formatBooking, formatCancellation, formatWindow } from './emis-format.ts';
import { SIGHTS } from '../sights.ts';
import { parseSessions, parseSlotTypes } from './emis-parse.ts';
import { parseMarkedAppointment } from './emis-parse-appointments.ts';
import { parseMatchedPatient, patientNotMatched } from './emis-parse-patient.ts';
import { parseSlots } from './emis-parse-slots.ts';
import type { EmisReply, EmisSession } from './emis-session.ts';
import { writeAnswer } from './emis-write-answer.ts';
import { testEmis } from './test-emis.ts';

const EMIS_SIGHT = SIGHTS['emis-web'];

export interface EmisDiaryDeps {
  readonly session: EmisSession;
  readonly settings: Pick<EmisSettings, 'baseUrl' | 'accessToken' | 'bookedBy' | 'dateFormat'>;
  readonly clock: Clock;
  readonly close: () => void;
}

/** Keys of EMIS are numbers; text that is none must never reach a query. */
const isKey = (id: string): boolean => /^[1-9]\d{0,9}$/.test(id);
const notAKey = (what: string) => failure('invalid-input', `This is not the key of ${what} in ${EMIS}.`);

function whatIsNoKey({
  slot,
  patientId,
}: Pick<BookingToSend, 'slot' | 'patientId'>): WriteAnswer | undefined {
  if (!isKey(slot.id)) return { class: 'not-applied', permanent: true, failure: notAKey('a slot') };
  return isKey(patientId)
    ? undefined
    : { class: 'not-applied', permanent: true, failure: notAKey('a patient') };
}

export function createEmisDiary({ session: emis, settings, clock, close }: EmisDiaryDeps): EhrDiary {
  /** `whenNothing` stands for the answer when EMIS says that there is nothing to return. */
  function take<T>(
    reply: EmisReply,
    parse: (json: unknown) => Outcome<T>,
    whenNothing: () => Outcome<T>,
  ): Outcome<T> {
    if (!reply.ok) return failed(reply.failure);
    return reply.content.kind === 'nothing' ? whenNothing() : parse(reply.content.json);
  }

  function askSlotTypes(ask: Ask): Promise<EmisReply> {
    const today = dayOf(clock.now()); // the window bounds only the holidays, which nobody here reads
    return emis.call('GetAppointmentConfiguration', formatWindow(today, today, settings.dateFormat), ask);
  }
  const takeSlotTypes = (reply: EmisReply) => take(reply, parseSlotTypes, () => ok([]));
  const pullSlotTypes: EhrDiary['pullSlotTypes'] = async (ask) => takeSlotTypes(await askSlotTypes(ask));

  async function pullSessions({ from, to }: DayWindow, ask: Ask): Promise<Outcome<SessionsPulled>> {
    const days = daysBetween(from, to) + 1;
    if (days < 1 || days > EMIS_SIGHT.maxWindowDays) {
      return failed(failure('invalid-input', `${EMIS} is asked for 1 to 90 days at once, not for ${days}.`));
    }
    const reply = await emis.call('GetAppointmentSessions', formatWindow(from, to, settings.dateFormat), ask);
    if (!reply.ok) return failed(reply.failure);
    const breathe = () => clock.sleep(0, ask.signal);
    const sessions =
      reply.content.kind === 'nothing' ? ok([]) : await parseSessions(reply.content.json, breathe);
    if (!sessions.ok) return sessions;
    const { ehrClock } = reply;
    return ok({ sessions: sessions.value, ...(ehrClock === undefined ? {} : { ehrClock }) });
  }

  async function pullSlots(session: Session, ask: Ask): Promise<Outcome<readonly PulledSlot[]>> {
    if (!isKey(session.id)) return failed(notAKey('a session'));
    const query: Query = [['appointmentSessionId', session.id]];
    const reply = await emis.call('GetSlotsForSessionV2', query, ask);
    return take(
      reply,
      (json) => parseSlots(json, session),
      () => ok([]),
    );
  }

  const pullSlot: EhrDiary['pullSlot'] = async ({ session, slotId }, ask) => {
    const slots = await pullSlots(session, ask);
    if (slots.ok) return ok(slots.value.find((slot) => slot.id === slotId));
    if (slots.failure.kind !== 'refused') return slots;
    // Staff may have taken the whole session away. A refusal does not prove that, a day without the session does.
    const day = await pullSessions({ from: session.day, to: session.day }, ask);
    if (!day.ok) return day;
    return day.value.sessions.some(({ id }) => id === session.id) ? slots : ok(undefined);
  };

  const findBooking: EhrDiary['findBooking'] = async (sought, ask) => {
    if (!isKey(sought.patientId)) return failed(notAKey('a patient'));
    const bounds = { product: EMIS, today: dayOf(clock.now()), maxDays: EMIS_SIGHT.maxWindowDays };
    const days = daysToSearch(sought.window, bounds);
    if (!days.ok) return days;
    const window = formatWindow(days.value.from, days.value.to, settings.dateFormat);
    const query: Query = [['patientNumber', sought.patientId], ...window];
    return take(
      await emis.call('GetPatientAppointmentsV2', query, ask),
      (json) => parseMarkedAppointment(json, sought),
      () => ok(undefined),
    );
  };

  const findPatient: EhrDiary['findPatient'] = async (identity, ask) =>
    take(
      await emis.call('GetMatchedPatients', [['matchedTerms', identity.nhsNumber]], ask),
      (json) => parseMatchedPatient(json, identity),
      () => failed(patientNotMatched()),
    );

  const sendBooking: EhrDiary['sendBooking'] = async (booking, ask) => {
    const odd = whatIsNoKey(booking);
    if (odd) return odd;
    const query = formatBooking(booking, settings.bookedBy);
    return writeAnswer(await emis.call('BookAppointment', query, ask), booking, 'booking');
  };

  const sendCancellation: EhrDiary['sendCancellation'] = async (cancellation, ask) => {
    const odd = whatIsNoKey(cancellation);
    if (odd) return odd;
    const query = formatCancellation(cancellation);
    return writeAnswer(await emis.call('CancelAppointment', query, ask), cancellation, 'cancellation');
  };

  return {
    product: EMIS,
    sees: EMIS_SIGHT,
    pullSlotTypes,
    pullSessions,
    pullSlots,
    pullSlot,
    findBooking,
    findPatient,
    sendTurns: { isAlone: false, take: emis.takeTurn },
    sendBooking,
    sendCancellation,
    testConnection: (ask) => {
      const today = dayOf(clock.now());
      return testEmis({
        baseUrl: settings.baseUrl,
        accessToken: settings.accessToken,
        askSlotTypes: () => askSlotTypes(ask),
        takeSlotTypes,
        readDiary: () => pullSessions({ from: today, to: today }, ask),
      });
    },
    close: () => Promise.resolve(close()),
  };
}
