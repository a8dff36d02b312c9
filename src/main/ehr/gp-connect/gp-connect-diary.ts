/**
 * A practice's diary by GP Connect Appointment Management (FHIR STU3, 1.2.x), through the Spine proxy or straight. It sees
 * free slots and one patient's bookings, and nothing else; what is not there may be booked, blocked, or not for us.
 */
import { failure } from '#shared/domain/failure.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';
import type { SlotType } from '#shared/domain/slot-type.ts';
import { type LocalDay, SECOND, addDays, dayOf, daysBetween } from '#shared/domain/time.ts';

import type { Ask, BookingToSend, DayWindow, EhrDiary, WriteAnswer } from '../../ports/ehr-diary.ts';
import type { GpConnectSettings } from '../../ports/settings.ts';
import { createBudget } from '../budget.ts';
import type { EhrDiaryDeps } from '../ehr-diary-deps.ts';
import { createHttp } from '../http.ts';
import { USUAL_LIMITS } from '../http-limits.ts';
import { findBooking } from './find-booking.ts';
import { type GpConnectAppointments, createAppointments } from './gp-connect-appointment.ts';
import { sendBooking } from './gp-connect-booking.ts';
import { sendCancellation } from './gp-connect-cancellation.ts';
import { type GpConnectReply, createGpConnectSession, rootOf } from './gp-connect-session.ts';
import { pullSlot } from './pull-slot.ts';
import { testGpConnect } from './test-gp-connect.ts';
import { SIGHTS } from '../sights.ts';
import { daysFrom, formatPatientSearch, formatSlotSearch } from './wire/format-search.ts';
import { parseFoundPatient } from './wire/parse-patient.ts';
import { type FreeSlots, parseFreeSlots } from './wire/parse-slots.ts';
import { GP_CONNECT } from './wire/resource.ts';
import { distinctTypes } from './wire/slot-types.ts';

const SIGHT = SIGHTS['gp-connect'];
const READS_AT_ONCE = 4;
/** How far slot types are looked for: they show only on free slots. */
const TYPES_DAYS = 28;

export type GpConnectDiary = EhrDiary & GpConnectAppointments;

export function createGpConnectDiary(settings: GpConnectSettings, deps: EhrDiaryDeps): GpConnectDiary {
  const { clock, log, practice, requestsPerSecond, readLimits = USUAL_LIMITS } = deps;
  const identity = settings.tls ? { identity: settings.tls } : {};
  const http = createHttp({ clock, product: GP_CONNECT, ...identity });
  const budget = createBudget({ clock, product: GP_CONNECT, requestsPerSecond, readsAtOnce: READS_AT_ONCE });
  const writeMs = deps.requestTimeoutSeconds * SECOND;
  const write = { ...USUAL_LIMITS, totalMs: writeMs, headersMs: writeMs, idleBodyMs: writeMs };
  const limits = { read: readLimits, write };
  const session = createGpConnectSession({ settings, practice, http, budget, clock, log, limits });

  const askFreeSlots = (window: DayWindow, ask: Ask): Promise<GpConnectReply> =>
    session.call({ interaction: 'search free slots', path: formatSlotSearch(window, practice.odsCode) }, ask);

  async function takeFreeSlots(json: unknown, window: DayWindow, ask: Ask): Promise<Outcome<FreeSlots>> {
    const breathe = () => clock.sleep(0, ask.signal);
    const free = await parseFreeSlots(json, { window, now: clock.now(), breathe });
    if (!free.ok) return free;
    const { odsCodes } = free.value;
    const isOurs = odsCodes.some((code) => code.toUpperCase() === practice.odsCode.toUpperCase());
    return odsCodes.length === 0 || isOurs ? free : failed(anotherPractice());
  }

  async function searchDays(
    window: DayWindow,
    ask: Ask,
  ): Promise<Outcome<FreeSlots & Pick<SaidOk, 'ehrClock'>>> {
    const reply = await askFreeSlots(window, ask);
    if (!reply.ok) return failed(reply.failure);
    const free = await takeFreeSlots(reply.json, window, ask);
    if (!free.ok) return free;
    return ok({ ...free.value, ...(reply.ehrClock === undefined ? {} : { ehrClock: reply.ehrClock }) });
  }
  const searchDay = (day: LocalDay, ask: Ask) => searchDays({ from: day, to: day }, ask);

  async function pullSlotTypes(ask: Ask): Promise<Outcome<readonly SlotType[]>> {
    const today = dayOf(clock.now());
    const names: string[] = [];
    for (let ahead = 0; ahead < TYPES_DAYS; ahead += SIGHT.maxWindowDays) {
      const found = await searchDays(daysFrom(addDays(today, ahead), SIGHT.maxWindowDays), ask);
      if (!found.ok) return found;
      names.push(...found.value.typeNames);
    }
    return ok(distinctTypes(names));
  }

  const pullSessions: EhrDiary['pullSessions'] = async (window, ask) => {
    const days = daysBetween(window.from, window.to) + 1;
    if (days < 1 || days > SIGHT.maxWindowDays) {
      const asked = `${GP_CONNECT} is asked for 1 to ${SIGHT.maxWindowDays} days at once, not for ${days}.`;
      return failed(failure('invalid-input', asked));
    }
    const found = await searchDays(window, ask);
    if (!found.ok) return found;
    const { sessions, slots, ehrClock } = found.value;
    return ok({ sessions, slots, ...(ehrClock === undefined ? {} : { ehrClock }) });
  };

  const pullSlots: EhrDiary['pullSlots'] = async ({ id, day }, ask) => {
    const found = await searchDay(day, ask);
    return found.ok ? ok(found.value.slots.get(id) ?? []) : found;
  };

  const findPatient: EhrDiary['findPatient'] = async (wanted, ask) => {
    const path = formatPatientSearch(wanted.nhsNumber);
    const reply = await session.call({ interaction: 'find patient', path }, ask);
    return reply.ok ? parseFoundPatient(reply.json, wanted) : failed(reply.failure);
  };

  const appointments = createAppointments({ session, clock });
  const { pullAppointments } = appointments;

  /** A session that our own diary has lost is built from what the patient chose: its site and people are asked for anew. */
  async function withSite(booking: BookingToSend, ask: Ask): Promise<Outcome<BookingToSend>> {
    if (booking.session.site.id !== '') return ok(booking);
    const found = await searchDay(booking.session.day, ask);
    if (!found.ok) return found;
    const now = found.value.sessions.find(({ id }) => id === booking.session.id);
    if (!now) {
      return failed(failure('slot-not-free', `${GP_CONNECT} has no free slot in this session any more.`));
    }
    return ok({ ...booking, session: now });
  }

  async function book(booking: BookingToSend, ask: Ask): Promise<WriteAnswer> {
    const placed = await withSite(booking, ask);
    if (placed.ok) return sendBooking(placed.value, ask, { session, practice, clock });
    const { failure: why } = placed;
    return { class: 'not-applied', permanent: why.kind === 'slot-not-free', failure: why };
  }

  return {
    product: GP_CONNECT,
    sees: SIGHT,
    pullSlotTypes,
    pullSessions,
    pullSlots,
    pullSlot: (sought, ask) => pullSlot(sought, ask, { pullAppointments, searchDay, now: () => clock.now() }),
    findBooking: (sought, ask) => findBooking(sought, ask, { pullAppointments, now: () => clock.now() }),
    findPatient,
    sendBooking: book,
    sendCancellation: (cancellation, ask) => sendCancellation(cancellation, ask, appointments),
    ...appointments,
    testConnection: (ask) => {
      const window = daysFrom(dayOf(clock.now()), SIGHT.maxWindowDays);
      return testGpConnect({
        root: rootOf(settings),
        searchFreeSlots: () => askFreeSlots(window, ask),
        parseFreeSlots: (json) => takeFreeSlots(json, window, ask),
        readCapabilities: () => session.call({ interaction: 'read capabilities', path: '/metadata' }, ask),
      });
    },
    close: () => {
      budget.close();
      http.close();
      return Promise.resolve();
    },
  };
}

type SaidOk = Extract<GpConnectReply, { ok: true }>;

const anotherPractice = () =>
  failure('wrong-organisation', `The ${GP_CONNECT} that answers belongs to another practice.`);
