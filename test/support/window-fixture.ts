// A believable practice behind an in-memory bridge, to draw the window without the core. Rows are as in the contract; the
// same seed gives the same practice. `scene` chooses what kind of day it is.
import { defaultPreferences } from '#shared/contract/asked.ts';
import type { Bridge } from '#shared/contract/contract.ts';
import type { BookingRow, HealthRow } from '#shared/contract/rows.ts';
import type { SettingsDraft } from '#shared/contract/settings.ts';
import { type AppChange, type AppSnapshot, applyChange, emptySnapshot } from '#shared/contract/snapshot.ts';
import { type EhrKind, PRODUCT_OF } from '#shared/domain/ehr.ts';
import { failure } from '#shared/domain/failure.ts';
import { asId } from '#shared/domain/ids.ts';
import { failed, ok } from '#shared/domain/outcome.ts';
import {
  type Instant,
  MINUTE,
  SECOND,
  addDays,
  asInstant,
  dayOf,
  formatClock,
  formatDay,
  later,
} from '#shared/domain/time.ts';
import { CLINICIANS, TYPES, at, bookingDesk, bookingsOf } from './window-bookings.ts';
import { SIGHTS } from '../../src/main/ehr/sights.ts';
import { diaryOf } from './window-diary.ts';
import { eventsOf, holdsOf, readingsOf, slotTypesOf } from './window-rows.ts';
import { type Scene, TROUBLES, keyTroubleOf } from './window-scenes.ts';
import { settingsOf, testOf } from './window-settings.ts';

export interface WindowFixture {
  readonly bridge: Bridge;
  /** Puts whole rows into the window, as the core would. */
  readonly change: (change: Omit<AppChange, 'from' | 'to'>) => void;
  /** What the window asked to be saved. */
  readonly saved: readonly SettingsDraft[];
}

/** As the core gives them while the key cannot be had. */
function withoutDetails(booking: BookingRow): BookingRow {
  const { patientName: _n, nhsNumber: _h, dateOfBirth: _d, reason: _r, ...rest } = booking;
  return { ...rest, isSealed: true };
}

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
