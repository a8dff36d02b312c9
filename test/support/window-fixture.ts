// A believable practice behind an in-memory bridge, to draw the window without the core. Rows are as in the contract; the
// same seed gives the same practice. `scene` chooses what kind of day it is.
import { defaultPreferences } from '#shared/contract/asked.ts';
import type { Bridge } from '#shared/contract/contract.ts';
import type {
  BookingRow,
  DayDiary,
  DiarySession,
  DiarySlot,
  EventRow,
  HealthRow,
  HoldRow,
  ReadingRow,
  SlotTypeRow,
} from '#shared/contract/rows.ts';
import type { SettingsDraft } from '#shared/contract/settings.ts';
import { type AppChange, type AppSnapshot, applyChange, emptySnapshot } from '#shared/contract/snapshot.ts';
import { type EhrKind, type EhrSight, PRODUCT_OF } from '#shared/domain/ehr.ts';
import { type FailureKind, failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { KEY_STORIES, type KeyStory, type KeyTrouble } from '#shared/domain/key-trouble.ts';
import { failed, ok } from '#shared/domain/outcome.ts';
import {
  type Instant,
  type LocalDay,
  MINUTE,
  SECOND,
  addDays,
  asInstant,
  dayOf,
  formatClock,
  formatDay,
  later,
  weekdayOf,
} from '#shared/domain/time.ts';
import { CLINICIANS, TYPES, at, bookingDesk, bookingsOf, slotIdAt } from './window-bookings.ts';
import { SIGHTS } from '../../src/main/ehr/sights.ts';
import { settingsOf, testOf } from './window-settings.ts';

export const SCENES = [
  'well',
  'trouble',
  'starting',
  'quiet',
  'device-waiting',
  'device-blocked',
  'not-open',
  'renamed',
  'own',
  'given-file',
  'changes',
  'key-unavailable',
  'key-not-ours',
  'key-lost',
] as const;
export type Scene = (typeof SCENES)[number];

export interface WindowFixture {
  readonly bridge: Bridge;
  /** Puts whole rows into the window, as the core would. */
  readonly change: (change: Omit<AppChange, 'from' | 'to'>) => void;
  /** What the window asked to be saved. */
  readonly saved: readonly SettingsDraft[];
}

function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const typeOf = (name: string) => asId<SlotTypeRow['id']>(name.toLowerCase().replaceAll(/\W+/g, '-'));

function keyTroubleOf(scene: Scene): KeyTrouble | undefined {
  const story = KEY_STORIES.find((one) => scene === `key-${one}`);
  return story && { story, message: KEY_MESSAGES[story] };
}
const KEY_MESSAGES: Readonly<Record<KeyStory, string>> = {
  unavailable: 'This PC’s key store, which keeps the key to patients’ details, does not answer.',
  'not-ours':
    'The key to patients’ details was sealed by RIVERSIDE\\reception1 on FRONTDESK; you are signed in as RIVERSIDE\\locum2 on FRONTDESK.',
  lost: 'The key to patients’ details is not on this PC any more, but bookings that were sealed with it are.',
};

/** As the core gives them while the key cannot be had. */
function withoutDetails(booking: BookingRow): BookingRow {
  const { patientName: _n, nhsNumber: _h, dateOfBirth: _d, reason: _r, ...rest } = booking;
  return { ...rest, isSealed: true };
}

/** What stands in the way of reading in these scenes. */
const TROUBLES: Partial<Record<Scene, FailureKind>> = {
  trouble: 'not-signed-in',
  'device-waiting': 'device-waiting',
  'device-blocked': 'device-blocked',
  'not-open': 'not-open',
};

export function createWindowFixture(
  now: Instant,
  scene: Scene,
  ehrKind: EhrKind = 'emis-web',
): WindowFixture {
  const today = dayOf(now);
  const active = new Set(TYPES.filter(([, , isActive]) => isActive).map(([name]) => name));
  const known = scene === 'quiet' || scene === 'starting' ? [] : bookingsOf(now, today, scene);
  const keyTrouble = keyTroubleOf(scene);
  const bookings = keyTrouble ? known.map(withoutDetails) : known;
  const holds = scene === 'well' || scene === 'changes' ? holdsOf(now, today) : [];
  const ehr = PRODUCT_OF[ehrKind];
  let troubleKind = TROUBLES[scene];
  const writeTrouble = keyTrouble && failure('key-unavailable', keyTrouble.message);
  const trouble = () =>
    failure(troubleKind ?? 'unexpected', `${ehr} answered 401.`, { detail: 'GET sessions: 401 after 84 ms' });
  const settings = settingsOf(
    ehrKind,
    scene === 'given-file' ? 'given-file' : scene === 'own' ? 'data-folder' : 'sample',
  );

  const health = (part: 'read' | 'write'): HealthRow =>
    scene === 'starting'
      ? { id: part, part, state: part === 'read' ? 'checking' : 'unknown', since: now, failuresInARow: 0 }
      : troubleKind
        ? {
            id: part,
            part,
            state: 'not-in-step',
            since: later(now, -7 * MINUTE),
            lastSuccessAt: later(now, -7.5 * MINUTE),
            failure: trouble(),
            failuresInARow: 9,
            nextTryAt: later(now, 24 * SECOND),
          }
        : {
            id: part,
            part,
            state: 'in-step',
            since: later(now, -102 * MINUTE),
            lastSuccessAt: later(now, part === 'read' ? -4 * SECOND : -3 * MINUTE),
            failuresInARow: 0,
          };

  let snapshot: AppSnapshot = {
    ...emptySnapshot(),
    revision: 1,
    practice: {
      practice: {
        id: 'practice',
        name: settings.practice.name,
        ehr,
        ehrKind,
        sees: SIGHTS[ehrKind],
        isSample: settings.source === 'sample',
        bookingSiteUrl: 'http://127.0.0.1:4780',
        ...(keyTrouble ? { keyTrouble } : {}),
        notices:
          scene === 'trouble'
            ? [
                {
                  code: 'store-put-aside',
                  text: `The database was damaged and has been put aside. Slotkeeper began a new one at 10:31; bookings already in ${ehr} are safe there.`,
                },
              ]
            : [],
        pace: { horizonDays: 28, nearEverySeconds: 15 },
        version: '0.1.0',
      },
    },
    slotTypes: scene === 'starting' ? {} : byId(slotTypesOf(now, today, scene)),
    bookings: byId(bookings),
    holds: byId(holds),
    health: {
      read: health('read'),
      write: writeTrouble
        ? { ...health('write'), state: 'not-in-step', failure: writeTrouble }
        : health('write'),
    },
    days:
      scene === 'starting'
        ? {}
        : byId(
            Array.from({ length: 28 }, (_, i) => ({
              id: addDays(today, i),
              revision: 1,
              countsReadAt: later(now, -4 * SECOND),
              slotsReadAt: later(now, -4 * SECOND),
              state: 'whole' as const,
            })),
          ),
    readings: scene === 'starting' ? {} : byId(readingsOf(now, today, scene)),
    events: scene === 'starting' || scene === 'quiet' ? {} : byId(eventsOf(now, bookings)),
  };

  const saved: SettingsDraft[] = [];
  const listeners = new Set<(change: AppChange) => void>();
  const change = (rows: Omit<AppChange, 'from' | 'to'>) => {
    const step: AppChange = { ...rows, from: snapshot.revision, to: snapshot.revision + 1 };
    snapshot = applyChange(snapshot, step) ?? snapshot;
    for (const listener of listeners) listener(step);
  };
  const wait = <T>(value: T, ms = 40): Promise<T> => new Promise((done) => setTimeout(() => done(value), ms));

  const bridge: Bridge = {
    app: {
      snapshot: () => (scene === 'starting' ? wait(ok(snapshot), 300) : wait(ok(snapshot))),
      onChanged: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    diary: { day: ({ day }) => wait(ok(diaryOf(day, now, active, snapshot, SIGHTS[ehrKind]))) },
    slotTypes: {
      previewSwitch: ({ slotTypeId, isActive }) =>
        wait(
          ok({
            slotTypeId,
            isActive,
            appointments: 38,
            days: 6,
            byDay: [4, 9, 3, 12, 8, 2].map((appointments, i) => ({
              day: addDays(today, i + 1),
              appointments,
            })),
            byClinician: [
              ['Nurse G Whitfield', 21],
              ['Nurse H Adeyemi', 13],
              ['Dr C Lindqvist-Montgomery', 4],
            ].map(([clinician, appointments]) => ({
              clinician: String(clinician),
              appointments: Number(appointments),
            })),
            heldNow: isActive ? 0 : 1,
            futureBookings: isActive ? 0 : 5,
            bookableInEhr: !String(slotTypeId).includes('staff'),
            asOf: later(now, -20 * SECOND),
          }),
        ),
      setActive: ({ slotTypeIds, isActive, reason }) => {
        change({
          slotTypes: {
            put: slotTypeIds.flatMap((id) => {
              const type = snapshot.slotTypes[id];
              return type ? [{ ...type, isActive, offered: isActive ? 38 : 0, switchedReason: reason }] : [];
            }),
            remove: [],
          },
        });
        return wait(ok(undefined));
      },
      settleRename: ({ goneId, appearedId, isSame }) => {
        const gone = snapshot.slotTypes[goneId];
        const appeared = snapshot.slotTypes[appearedId];
        if (!gone || !appeared) return wait(failed(failure('not-found', 'No such slot type.')));
        const { renamedTo = [], ...rest } = gone;
        const left = isSame ? [] : renamedTo.filter((id) => id !== appearedId);
        change({
          slotTypes: {
            put: [
              { ...rest, ...(left.length > 0 ? { renamedTo: left } : {}), isActive: !isSame },
              ...(isSame ? [{ ...appeared, isActive: true, offered: 12 }] : []),
            ],
            remove: [],
          },
        });
        return wait(ok(undefined));
      },
    },
    bookings: bookingDesk({
      now: () => asInstant(Date.now()),
      ehr,
      snapshot: () => snapshot,
      change,
      wait,
    }),
    connection: {
      checkNow: () => {
        setTimeout(
          () =>
            change({
              health: { put: [{ ...health('read'), lastSuccessAt: asInstant(Date.now()) }], remove: [] },
            }),
          800,
        );
        return wait(ok(undefined));
      },
      test: () => wait(ok(testOf(ehrKind, scene === 'well' ? undefined : 'application')), 500),
    },
    settings: {
      read: () => wait(ok(settings)),
      test: (draft) =>
        wait(
          ok(testOf(draft.ehr.kind, draft.practice.name.includes('fails') ? 'application' : undefined)),
          300,
        ),
      save: (draft) => {
        saved.push(draft);
        return wait(ok(undefined));
      },
      open: () => wait(ok(undefined)),
    },
    patientKey: {
      tryAgain: () => wait(failed(failure('key-unavailable', keyTrouble?.message ?? 'The key is there.'))),
      beginAnew: () => wait(ok(undefined)),
    },
    whyMissing: {
      ask: (question) => {
        const type = snapshot.slotTypes[question.slotTypeId];
        const day = formatDay(question.day);
        const name = type?.name ?? 'This slot type';
        return wait(
          ok({
            question,
            slotTypeName: name,
            verdict: type?.isActive
              ? `Patients can book 3 of 9 appointments of ${name} on ${day}; the others are 4 already booked, 1 held, 1 blocked.`
              : `No appointment of ${name} on ${day} is offered: ${name} is not switched on.`,
            offered: type?.isActive ? 3 : 0,
            steps: [
              {
                code: 'session-built',
                answer: 'yes',
                evidence: [`Read ${formatClock(now)}:16: 3 sessions on ${day} hold ${name}.`],
              },
              type?.isActive
                ? {
                    code: 'type-active',
                    answer: 'yes',
                    evidence: [`${name} has been switched on since Mon 16 Nov.`],
                  }
                : {
                    code: 'type-active',
                    answer: 'no',
                    evidence: [`${name} has never been switched on.`],
                    nextStep:
                      'The practice manager can switch it on under Slot types; a preview shows first what that adds.',
                    act: 'activate',
                  },
              {
                code: 'read-lately',
                answer: 'not-known',
                evidence: [
                  `${day} was last read 4 s ago. Slots of a type that is not switched on are not read.`,
                ],
                nextStep: 'Check now reads the day at once.',
                act: 'check-now',
              },
              {
                code: 'connection-healthy',
                answer: 'yes',
                evidence: [`${ehr} has been read without a failure since 09:00.`],
                act: 'copy-ehr-steps',
              },
            ],
            slots: type?.isActive
              ? [540, 550, 560, 570].map((minutes, i) => ({
                  slotId: asId(`why-${minutes}`),
                  startsAt: at(question.day, minutes),
                  clinicianName: CLINICIANS[i % 3] ?? '',
                  sessionName: 'Morning surgery',
                  isOffered: i === 3,
                  hidden: [],
                  words:
                    i === 3
                      ? []
                      : i === 1
                        ? [
                            'Held by another patient until 10:47.',
                            'Starts in less than 30 minutes, the least notice of this practice.',
                          ]
                        : [`Already booked in ${ehr}.`],
                }))
              : [],
            clinicians: CLINICIANS.slice(0, 3).map((clinician) => ({ id: asId(clinician), name: clinician })),
            ehrSteps: [`In ${ehr}, open the appointments.`, `Go to ${day}.`],
          }),
        );
      },
    },
    help: {
      previewBundle: () =>
        wait(
          ok({
            files: [
              ['manifest.json', '{\n  "made": "2026-11-23T10:42:07+00:00",\n  "files": 8\n}'],
              ['versions.json', '{\n  "slotkeeper": "0.1.0",\n  "electron": "45.4.1"\n}'],
              [
                'configuration.json',
                '{\n  "practice": { "name": "Sample Surgery" },\n  "ehr": { "accessToken": "left out" }\n}',
              ],
              ['slot-types.json', '[ … ]'],
              ['readings.json', '[ … ]'],
              ['health.json', '{ "read": "in-step" }'],
              ['log-tail.jsonl', '{"level":"info","msg":"read near days"}\n'.repeat(30)],
            ].map(([name, text]) => ({
              name: name ?? '',
              text: text ?? '',
              bytes: (text ?? '').length * 37,
            })),
            missing: scene === 'trouble' ? ['the log of the last start (no such file)'] : [],
          }),
        ),
      exportBundle: () =>
        wait(
          ok({
            path: 'C:\\Users\\reception\\AppData\\Roaming\\Slotkeeper\\bundles\\slotkeeper-2026-11-23-1042.zip',
          }),
          400,
        ),
      showBundle: () => wait(ok(undefined)),
    },
    preferences: {
      read: () => wait(ok(defaultPreferences)),
      write: () => wait(ok(undefined)),
    },
    links: { openBookingSite: () => wait(ok(undefined)) },
    sample: {
      setFault: () => wait(ok(undefined)),
      answerDevice: ({ isApproved }) => {
        troubleKind = isApproved ? undefined : 'device-blocked';
        change({ health: { put: [health('read'), health('write')], remove: [] } });
        return wait(ok(undefined));
      },
    },
  };
  return { bridge, change, saved };
}

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Record<string, Row> =>
  Object.fromEntries(rows.map((row) => [row.id, row]));

function slotTypesOf(now: Instant, today: LocalDay, scene: Scene): SlotTypeRow[] {
  const dice = createDice(7);
  return TYPES.map(([name, , isActive], i) => {
    const sessions = 4 + Math.floor(dice() * 60);
    const open = Math.floor(sessions * (2 + dice() * 4));
    return {
      id: typeOf(name),
      name,
      isActive,
      bookableInEhr: name !== 'Staff meeting',
      lastSeenAt: later(now, -40 * SECOND),
      ...(scene === 'renamed' ? renameOf(name, now) : {}),
      ...(name === 'Physio first contact' ? { vanishedAt: later(now, -26 * 60 * MINUTE) } : {}),
      sessions,
      open,
      booked: Math.floor(open * (1 + dice())),
      blocked: i % 3 === 0 ? Math.floor(dice() * 20) : 0,
      embargoed: i % 4 === 1 ? Math.floor(dice() * 40) : 0,
      offered: isActive ? Math.floor(open * 0.8) : 0,
      offeredDays: isActive ? 18 : 0,
      ...(isActive
        ? { nextOfferedAt: at(addDays(today, i % 3), 700 + i * 10), asOf: later(now, -(4 + i * 31) * SECOND) }
        : {}),
    };
  });
}

/** One type that was perhaps renamed, and one with two candidates. */
function renameOf(name: string, now: Instant): Partial<SlotTypeRow> {
  const gone = { vanishedAt: later(now, -20 * SECOND) };
  if (name === 'GP telephone') return { ...gone, renamedTo: [typeOf('On the day')] };
  if (name === 'Blood test')
    return {
      ...gone,
      renamedTo: [typeOf('Flu clinic (65 and over)'), typeOf('Nurse - asthma and COPD review')],
    };
  return {};
}

function holdsOf(now: Instant, today: LocalDay): HoldRow[] {
  return [
    [720, 1, 4.6],
    [730, 0, 1.2],
  ].map(([minutes = 0, clinician = 0, left = 0], i) => ({
    id: asId(`hold-${i}`),
    slotId: slotIdAt(today, CLINICIANS[clinician] ?? '', minutes),
    startsAt: at(today, minutes),
    day: today,
    slotTypeName: 'GP telephone',
    clinicianName: CLINICIANS[clinician] ?? '',
    expiresAt: later(now, left * MINUTE),
  }));
}

function readingsOf(now: Instant, today: LocalDay, scene: Scene): ReadingRow[] {
  const dice = createDice(3);
  return Array.from({ length: 90 }, (_, i): ReadingRow => {
    const band = i % 8 === 5 ? 'soon' : i % 20 === 13 ? 'far' : 'near';
    const ago = (90 - i) * 16 * SECOND;
    const isLost = (scene === 'trouble' && i > 62) || (i > 40 && i < 44);
    return {
      id: String(i),
      band,
      from: band === 'near' ? today : addDays(today, band === 'soon' ? 2 : 15),
      to: addDays(today, band === 'near' ? 1 : band === 'soon' ? 14 : 28),
      startedAt: later(now, -ago),
      durationMs: Math.round(300 + dice() * 2_400),
      sessions: band === 'near' ? 41 : 230,
      sessionsRead: isLost ? 0 : Math.floor(dice() * 6),
      slotsRead: isLost ? 0 : Math.floor(dice() * 120),
      slotsChanged: isLost ? 0 : Math.floor(dice() * 4),
      ...(isLost
        ? {
            failure: failure(
              scene === 'trouble' && i > 62 ? 'not-signed-in' : 'timed-out',
              'No answer in time.',
            ),
          }
        : {}),
    };
  });
}

function eventsOf(now: Instant, bookings: readonly BookingRow[]): EventRow[] {
  const of = (id: number, ago: number, rest: Omit<EventRow, 'id' | 'at'>): EventRow => ({
    id: String(id),
    at: later(now, -ago * MINUTE),
    ...rest,
  });
  const command: Partial<Record<BookingRow['state'], string>> = {
    accepted: 'received',
    checking: 'unknown',
    'not-booked': 'conflict',
    cancelled: 'cancelled-by-practice',
    'needs-you': 'review',
  };
  return [
    of(90, 102, { kind: 'trouble-closed', who: 'slotkeeper', subject: 'read' }),
    of(89, 109, {
      kind: 'trouble-opened',
      who: 'slotkeeper',
      subject: 'read',
      why: 'EMIS Web did not answer in time.',
    }),
    of(91, 60, {
      kind: 'slot-type-switched',
      who: 'manager',
      subject: 'Blood test',
      from: 'off',
      to: 'on',
      why: 'Phlebotomy goes online',
    }),
    of(88, 1_500, { kind: 'slot-type-vanished', who: 'ehr', subject: 'Physio first contact' }),
    ...bookings.map((booking, i) =>
      of(200 - i, (now - booking.stateAt) / MINUTE, {
        kind: 'booking-moved',
        who: 'slotkeeper',
        subject: booking.id,
        to: command[booking.state] ?? 'confirmed',
      }),
    ),
  ];
}

function diaryOf(
  day: LocalDay,
  now: Instant,
  active: ReadonlySet<string>,
  snapshot: AppSnapshot,
  sees: EhrSight,
): DayDiary {
  if (!snapshot.days[day]) return { day, state: 'not-read', sessions: [] };
  if (weekdayOf(day) > 5) return { day, asOf: later(now, -4 * SECOND), state: 'whole', sessions: [] };
  const bookingBySlot = new Map(
    Object.values(snapshot.bookings)
      .filter(({ state }) => state !== 'cancelled')
      .map((booking) => [booking.slotId, booking]),
  );
  const dice = createDice(Number(day.replaceAll('-', '')));
  const sessions = CLINICIANS.flatMap((clinician, c) =>
    [
      [510, 750, 'Morning surgery'],
      [840, 1_050, 'Afternoon surgery'],
    ].flatMap(([from, to, name], half): DiarySession[] => {
      if (half === 1 && c % 4 === 2) return [];
      const type =
        c < 6
          ? TYPES[c % 2]
          : c < 8
            ? TYPES[2 + (half % 2)]
            : c === 8
              ? TYPES[4]
              : c === 9
                ? TYPES[6]
                : TYPES[7];
      const [typeName = '', minutes = 10] = type ?? [];
      const slots: DiarySlot[] = [];
      if (active.has(typeName))
        for (let minute = Number(from); minute + minutes <= Number(to); minute += minutes) {
          const id = slotIdAt(day, clinician, minute);
          const booking = bookingBySlot.get(id);
          const roll = dice();
          const rolled = roll < 0.45 ? 'booked' : roll < 0.5 ? 'blocked' : roll < 0.56 ? 'embargoed' : 'open';
          const isPast = at(day, minute) < now;
          const isKept =
            booking !== undefined ||
            snapshot.holds['hold-0']?.slotId === id ||
            snapshot.holds['hold-1']?.slotId === id;
          const told = rolled === 'open' || (rolled === 'booked' ? sees.bookedSlots : sees.blockedSlots);
          // What the protocol does not tell is no slot at all, unless it is a booking of ours.
          if (!told && !isKept) continue;
          const status =
            booking?.state === 'confirmed' || booking?.state === 'cancelling'
              ? 'booked'
              : isKept
                ? 'open'
                : rolled;
          slots.push({
            id,
            startsAt: at(day, minute),
            durationMin: minutes,
            slotTypeId: typeOf(typeName),
            slotTypeName: typeName,
            status,
            offer: { slotId: id, isOffered: status === 'open' && !isPast && !isKept, hidden: [] },
            ...(booking ? { bookingId: booking.id } : {}),
          });
        }
      const count = (status: DiarySlot['status']) => slots.filter((slot) => slot.status === status).length;
      return [
        {
          id: asId(`${day} ${clinician} ${String(name)}`),
          name: String(name),
          startsAt: at(day, Number(from)),
          endsAt: at(day, Number(to)),
          siteName: c % 4 === 3 ? 'Branch Surgery' : 'Main Surgery',
          clinicianName: clinician,
          open: slots.length === 0 ? 4 : count('open'),
          offered: slots.filter((slot) => slot.offer.isOffered).length,
          booked: slots.length === 0 ? 8 : count('booked'),
          blocked: count('blocked'),
          embargoed: count('embargoed'),
          slots,
        },
      ];
    }),
  );
  return { day, asOf: later(now, -4 * SECOND), state: 'whole', sessions };
}
