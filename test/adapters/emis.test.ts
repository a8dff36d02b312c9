// EMIS Web by its Partner API: the suite of all EHRs, and what only EMIS does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import { type NhsNumber, parseNhsNumber } from '#shared/domain/patient.ts';
import { parseDay } from '#shared/domain/time.ts';

import { createEhrDiary } from '../../src/main/ehr/choose-diary.ts';
import type { EhrDiary } from '../../src/main/ports/ehr-diary.ts';
import type { EmisSettings } from '../../src/main/ports/settings.ts';
import { testNhsNumber } from '../../src/main/sample-practice/diary/nhs-number.ts';
import { createEmisPractice, type EmisPractice } from '../../src/main/sample-practice/emis-practice.ts';
import { openEmisUnderTest } from '../support/ehr-emis-under-test.ts';
import { HASTY, MONDAY, STILL_SAMPLE, standingClock } from '../support/ehr-monday.ts';
import { createListeningLog } from '../support/ehr-listening-log.ts';
import { describeEhrDiary } from './ehr-diary-suite.ts';

describeEhrDiary('EMIS Web', openEmisUnderTest);

describe('EMIS in particular', () => {
  const WINDOW = { from: MONDAY, to: MONDAY };
  const NEAR = { urgency: 'near' } as const;
  let emis: EmisPractice;
  let diaries: EhrDiary[] = [];
  beforeEach(async () => {
    emis = createEmisPractice({
      ...STILL_SAMPLE,
      seed: 'emis',
      tokens: { 'only-reads': ['papi-appt.read'] },
    });
    await emis.start();
  });
  afterEach(async () => {
    await Promise.all(diaries.map((diary) => diary.close()));
    diaries = [];
    await emis.close();
  });

  function connect(more: Partial<EmisSettings> = {}): EhrDiary {
    const diary = createEhrDiary(
      { ...emis.ehr, dateFormat: 'dd/MM/yyyy', ...more },
      {
        ...HASTY,
        log: createListeningLog().log,
        practice: emis.practice,
        requestTimeoutSeconds: 2,
      },
    );
    diaries.push(diary);
    return diary;
  }

  it('reads the same sessions with dates in either form', async () => {
    const british = await connect().pullSessions(WINDOW, NEAR);
    const iso = await connect({ dateFormat: 'iso' }).pullSessions(WINDOW, NEAR);
    expect(british.ok && british.value.sessions.length).toBeGreaterThan(10);
    expect(iso.ok && iso.value.sessions).toEqual(british.ok && british.value.sessions);
  });

  it('takes a slash at the end of the address', async () => {
    expect((await connect({ baseUrl: `${emis.ehr.baseUrl}/` }).pullSlotTypes(NEAR)).ok).toBe(true);
  });

  it('takes "nothing to return" for an empty list, however it is said', async () => {
    const nowhere = parseDay('2026-11-29') ?? MONDAY; // a Sunday
    const empty = { ok: true, value: { sessions: [] } };
    const diary = connect();
    expect(await diary.pullSessions({ from: nowhere, to: nowhere }, NEAR)).toMatchObject(empty);
    emis.setModes({ nothingToReturn: 'not-found' });
    expect(await diary.pullSessions({ from: nowhere, to: nowhere }, NEAR)).toMatchObject(empty);
    const nobodys = parseNhsNumber(testNhsNumber(900_001).nhsNumber) ?? ('' as NhsNumber);
    const unknown = { nhsNumber: nobodys, dateOfBirth: MONDAY };
    expect(await diary.findPatient(unknown, NEAR)).toMatchObject({
      failure: { kind: 'patient-not-matched' },
    });
  });

  it('does not take a plain 404 for an empty list', async () => {
    const lost = connect({ baseUrl: `${emis.ehr.baseUrl}/elsewhere` });
    expect(await lost.pullSessions(WINDOW, NEAR)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
  });

  it.each(['bad-request', 'not-found'] as const)(
    'is in doubt about a taken slot that is answered by %s',
    async (takenSlot) => {
      emis.setModes({ takenSlot });
      const diary = connect();
      const read = await diary.pullSessions(WINDOW, NEAR);
      const [free] = await emis.staff.find({
        from: MONDAY,
        to: MONDAY,
        status: 'free',
        slotType: 'GP telephone',
      });
      const session = read.ok && read.value.sessions.find(({ id }) => id === String(free?.sessionId));
      if (!session || !free) throw new Error('No free slot');
      const slots = await diary.pullSlots(session, NEAR);
      const slot = slots.ok && slots.value.find(({ id }) => id === String(free.slotId));
      if (!slot) throw new Error('No such slot');
      emis.staff.book(free.slotId);
      const patientId = asId<EhrPatientId>('4471');
      const answer = await diary.sendBooking(
        { session, slot, patientId, reason: 'Knee', token: 'k7Qm' },
        { urgency: 'write' },
      );
      expect(answer).toMatchObject({ class: 'ambiguous', failure: { kind: 'refused' }, saidNo: true });
    },
  );

  it('reads again as soon as EMIS is back', async () => {
    const diary = connect();
    for (let round = 0; round < 3; round += 1) {
      expect((await diary.pullSlotTypes(NEAR)).ok).toBe(true);
      await emis.stop();
      await standingClock.sleep(20); // until the end of the kept connection is known here too
      expect(await diary.pullSlotTypes(NEAR)).toMatchObject({ failure: { kind: 'unreachable' } });
      await emis.start();
    }
    expect((await diary.pullSlotTypes(NEAR)).ok).toBe(true);
  });

  it('names the application when it is left out', async () => {
    const steps = await connect({ applicationId: '' }).testConnection(NEAR);
    expect(steps).toMatchObject([
      { step: 'find-host' },
      { step: 'reach-port' },
      { step: 'sign-in' },
      { step: 'application', failure: { kind: 'not-allowed' } },
    ]);
  });

  const jwt = (claims: object) =>
    ['{"alg":"RS256"}', JSON.stringify(claims), 'signed']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');

  it.each([
    ['an opaque token', 'any-text', { step: 'may-book', isNotProven: true }],
    ['a token that is none', 'a.b.c', { step: 'may-book', isNotProven: true }],
    ['a token without scopes', jwt({ sub: 'x' }), { step: 'may-book', isNotProven: true }],
    ['a list of scopes', jwt({ scp: ['papi-appt.read', 'papi-appt.write'] }), { step: 'may-book' }],
    ['scopes in one text', jwt({ scope: 'papi-appt.read papi-appt.write' }), { step: 'may-book' }],
  ])('reads the right to book from %s', async (_what, accessToken, step) => {
    emis.setTokens({ [accessToken]: ['papi-appt.read', 'papi-appt.write'] });
    expect((await connect({ accessToken }).testConnection(NEAR)).at(-1)).toEqual(step);
  });

  it('names the right to book when the token lacks it', async () => {
    const accessToken = jwt({ scopes: ['papi-appt.read', 'papi-appt.write.some'] });
    emis.setTokens({ [accessToken]: ['papi-appt.read'] });
    const steps = await connect({ accessToken }).testConnection(NEAR);
    expect(steps.at(-1)).toMatchObject({ step: 'may-book', failure: { kind: 'not-allowed' } });
    expect(steps.at(-2)).toEqual({ step: 'read-diary' });
  });

  it('names the host, the port or the encryption, whichever ends the way', async () => {
    const last = async (baseUrl: string) => (await connect({ baseUrl }).testConnection(NEAR)).at(-1);
    const way = { failure: { kind: 'unreachable' } };
    expect(await last('https://emis.invalid/partner')).toMatchObject({ step: 'find-host', ...way });
    expect(await last('https://127.0.0.1:1/partner')).toMatchObject({ step: 'reach-port', ...way });
    const unencrypted = emis.ehr.baseUrl.replace('http:', 'https:');
    expect(await last(unencrypted)).toMatchObject({ step: 'secure', ...way });
  });

  it('takes a token without the right for a refused sign-in, as EMIS answers it', async () => {
    const diary = connect({ accessToken: 'only-reads' });
    expect((await diary.pullSlotTypes(NEAR)).ok).toBe(true);
    const ada = { nhsNumber: parseNhsNumber('999 000 0018') ?? ('' as NhsNumber), dateOfBirth: MONDAY };
    expect(await diary.findPatient(ada, NEAR)).toMatchObject({ failure: { kind: 'not-signed-in' } });
  });

  it('fails at once when a setting cannot be sent', async () => {
    const diary = connect({ accessToken: 'two\nlines' });
    expect(await diary.pullSlotTypes(NEAR)).toMatchObject({ failure: { kind: 'invalid-input' } });
    expect(emis.requests.total()).toBe(0);
  });
});
