/** The borders towards the two EHRs of the web: JSON of EMIS, and FHIR JSON of GP Connect. */
import { readAnswer as readEmisAnswer } from '../../../src/main/ehr/emis/emis-answer.ts';
import { parseMatchedPatient } from '../../../src/main/ehr/emis/emis-parse-patient.ts';
import { parseSlots as parseEmisSlots } from '../../../src/main/ehr/emis/emis-parse-slots.ts';
import {
  parseSessions as parseEmisSessions,
  parseSlotTypes as parseEmisSlotTypes,
} from '../../../src/main/ehr/emis/emis-parse.ts';
import { writeAnswer as emisWriteAnswer } from '../../../src/main/ehr/emis/emis-write-answer.ts';
import { bookingAnswer as gpConnectBookingAnswer } from '../../../src/main/ehr/gp-connect/gp-connect-booking.ts';
import { readAnswer as readGpConnectAnswer } from '../../../src/main/ehr/gp-connect/wire/answer.ts';
import {
  parseAppointment,
  parseAppointments,
} from '../../../src/main/ehr/gp-connect/wire/parse-appointment.ts';
import { parseFoundPatient } from '../../../src/main/ehr/gp-connect/wire/parse-patient.ts';
import { parseFreeSlots } from '../../../src/main/ehr/gp-connect/wire/parse-slots.ts';
import type { HttpAnswer } from '../../../src/main/ehr/http-exchange.ts';
import { MONDAY_MORNING } from '../../support/ehr-monday.ts';
import { type Border, type Verdict, verdictOf } from './border.ts';
import { LARGEST, bookingOf, recordAnswers } from './recorded-answers.ts';
import { type Chance, spoilText, spoilValue, textOf } from './spoil.ts';

const breathe = async (): Promise<void> => {};

const httpAnswer = (body: string, content: HttpAnswer['content'], status = 200): HttpAnswer => ({
  ...{ ok: true, status, content, body, bytes: body.length },
});

/** Text or value: an EHR that sends rubbish, and one that sends proper JSON with rubbish in it. */
function spoilJson(body: string, chance: Chance): string {
  if (chance.happens(0.5)) return spoilText(body, chance);
  return textOf(spoilValue(JSON.parse(body), chance), chance);
}

function jsonBorder(
  name: string,
  bodies: readonly string[],
  read: (body: string) => Promise<Verdict>,
): Border {
  const small = bodies.filter((body) => body.length <= LARGEST);
  if (small.length < 3) throw new Error(`too little was recorded of ${name}`);
  return {
    name,
    spoilt: (chance) => read(spoilJson(chance.oneOf(small), chance)),
    untouched: (chance) => read(chance.oneOf(small)),
    documents: {
      // Of two alike one is enough.
      whole: [...new Set(small)].map((body) => Buffer.from(body)),
      read: (cut) => read(cut.toString('utf8')),
    },
  };
}

export async function openEmisBorder(): Promise<Border> {
  const recorded = await recordAnswers('emis-web');
  const booking = bookingOf(recorded);
  /** Whatever an answer claims to be, every reader of ours may be given it. */
  async function read(body: string): Promise<Verdict> {
    const answer = readEmisAnswer(httpAnswer(body, 'json'));
    if (!answer.ok || answer.value.kind !== 'json') return 'refused';
    const { json } = answer.value;
    const believed = [
      parseEmisSlotTypes(json).ok,
      (await parseEmisSessions(json, breathe)).ok,
      parseEmisSlots(json, recorded.place.session).ok,
      parseMatchedPatient(json, recorded.identity).ok,
      emisWriteAnswer({ ok: true, content: answer.value }, booking, 'booking').class === 'applied',
    ];
    return verdictOf(believed.includes(true));
  }
  return jsonBorder(
    'EMIS JSON',
    recorded.answers.map(({ body }) => body),
    read,
  );
}

export async function openGpConnectBorder(): Promise<Border> {
  const recorded = await recordAnswers('gp-connect');
  const booking = bookingOf(recorded);
  const { day } = recorded.place.session;
  async function read(body: string): Promise<Verdict> {
    const answer = readGpConnectAnswer(httpAnswer(body, 'fhir-json'));
    if (!answer.ok) return 'refused';
    const { json } = answer;
    const deps = { window: { from: day, to: day }, now: MONDAY_MORNING, breathe };
    const believed = [
      (await parseFreeSlots(json, deps)).ok,
      parseAppointments(json, recorded.patientId).ok,
      parseAppointment(json).ok,
      parseFoundPatient(json, recorded.identity).ok,
      gpConnectBookingAnswer({ ok: true, status: 201, json }, booking).class === 'applied',
    ];
    return verdictOf(believed.includes(true));
  }
  return jsonBorder(
    'GP Connect FHIR JSON',
    recorded.answers.map(({ body }) => body),
    read,
  );
}
