/** The borders towards the three EHRs: JSON of EMIS, FHIR of GP Connect, XML of SystmOne in pieces, glued together and without end. */

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
import { createAnswerReader } from '../../../src/main/ehr/systmone/line/systmone-answer.ts';
import {
  type SystmOneFunction,
  parseEnvelope,
} from '../../../src/main/ehr/systmone/line/systmone-envelope.ts';
import { whyNotBook } from '../../../src/main/ehr/systmone/parse/systmone-parse-functions.ts';
import { parseOrganisation } from '../../../src/main/ehr/systmone/parse/systmone-parse-organisation.ts';
import { parsePatient } from '../../../src/main/ehr/systmone/parse/systmone-parse-patient.ts';
import {
  parseDiary,
  parseFreeSlots as parseSystmOneSlots,
} from '../../../src/main/ehr/systmone/parse/systmone-parse-slots.ts';
import { bookingAnswer as systmOneBookingAnswer } from '../../../src/main/ehr/systmone/systmone-write-answer.ts';
import { MONDAY_MORNING } from '../../support/ehr-monday.ts';
import { type Border, type Verdict, verdictOf } from './border.ts';
import { type Recorded, recordAnswers } from './recorded-answers.ts';
import { type Chance, cutOff, inPieces, spoilText, spoilValue, textOf } from './spoil.ts';

const breathe = async (): Promise<void> => {};
/** Large answers only take time: what is done to a small one is done to them. */
const LARGEST = 60_000;

const bookingOf = ({ place, patientId, token }: Recorded) => ({
  ...{ session: place.session, slot: place.slot, patientId, reason: 'Sore knee', token },
});

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
    cutShort: (chance) => read(cutOff(chance.oneOf(small), chance)),
    untouched: (chance) => read(chance.oneOf(small)),
  };
}

async function emisBorder(): Promise<Border> {
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

async function gpConnectBorder(): Promise<Border> {
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

const MOST_BYTES = 8 * 1_048_576;

async function systmOneBorder(): Promise<Border> {
  const recorded = await recordAnswers('systmone');
  const booking = bookingOf(recorded);
  const { day } = recorded.place.session;
  const inside = (text: string, name: string): string =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';
  const small = recorded.answers
    .filter(({ body }) => body.length <= LARGEST)
    .map(({ request, body }) => ({
      body,
      requestUid: inside(request, 'RequestUID'),
      name: inside(request, 'Function') as SystmOneFunction,
    }));
  if (small.length < 3) throw new Error('too little was recorded of SystmOne');
  type One = (typeof small)[number];

  async function read(pieces: readonly Buffer[], { requestUid, name }: One): Promise<Verdict> {
    const reader = createAnswerReader(MOST_BYTES);
    let heard = reader.take(Buffer.alloc(0));
    for (const piece of pieces) {
      heard = reader.take(piece);
      if (heard.kind === 'trouble') return 'refused';
    }
    if (heard.kind !== 'whole') return 'refused'; // nobody ever said the end
    const envelope = parseEnvelope(heard.document, { requestUid, name });
    if (!envelope.ok || envelope.value.error) return 'refused';
    const { response, deviceId } = envelope.value;
    const window = { from: day, to: day };
    const answer = systmOneBookingAnswer({ ok: true, response, deviceId }, booking);
    const believed = [
      whyNotBook(response) === undefined,
      parseOrganisation(response).ok,
      (await parseSystmOneSlots(response, window, breathe)).ok,
      (await parseDiary(response, window, breathe)).ok,
      parsePatient(response, recorded.identity).ok,
      answer.class === 'applied',
    ];
    return verdictOf(believed.includes(true));
  }

  const glue = (chance: Chance, one: One): string => {
    const other = chance.oneOf(small).body;
    return chance.oneOf([one.body + other, other + one.body, one.body.trimEnd() + one.body]);
  };
  return {
    name: 'SystmOne XML in frames',
    async spoilt(chance) {
      const one = chance.oneOf(small);
      const text = chance.happens(0.15) ? glue(chance, one) : spoilText(one.body, chance);
      const bytes = Buffer.from(text, chance.happens(0.05) ? 'latin1' : 'utf8');
      return read(inPieces(bytes, chance), one);
    },
    async cutShort(chance) {
      const one = chance.oneOf(small);
      return read(inPieces(Buffer.from(cutOff(one.body, chance)), chance), one);
    },
    async untouched(chance) {
      const one = chance.oneOf(small);
      return read(inPieces(Buffer.from(one.body), chance), one);
    },
  };
}

export const openEhrBorders = (): Promise<readonly Border[]> =>
  Promise.all([emisBorder(), gpConnectBorder(), systmOneBorder()]);
