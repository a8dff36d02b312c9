/**
 * The borders towards SystmOne: its frames of XML, spoilt, split, glued together and without an end; straight into the reader
 * of frames, and the same over a real line of TCP, which must not be used any more after anything that was not right.
 */
import { createAnswerReader } from '../../../src/main/ehr/systmone/line/systmone-answer.ts';
import { type Connection, openConnection } from '../../../src/main/ehr/systmone/line/systmone-connection.ts';
import {
  type SystmOneFunction,
  parseEnvelope,
} from '../../../src/main/ehr/systmone/line/systmone-envelope.ts';
import type { XmlDocument } from '../../../src/main/ehr/systmone/line/systmone-xml.ts';
import { whyNotBook } from '../../../src/main/ehr/systmone/parse/systmone-parse-functions.ts';
import { parseOrganisation } from '../../../src/main/ehr/systmone/parse/systmone-parse-organisation.ts';
import { parsePatient } from '../../../src/main/ehr/systmone/parse/systmone-parse-patient.ts';
import { parseDiary, parseFreeSlots } from '../../../src/main/ehr/systmone/parse/systmone-parse-slots.ts';
import { bookingAnswer } from '../../../src/main/ehr/systmone/systmone-write-answer.ts';
import { USUAL_LIMITS } from '../../../src/main/ehr/http-limits.ts';
import { systemClock } from '../../../src/main/this-pc/system-clock.ts';
import { type Border, type Dealt, type Verdict, verdictOf } from './border.ts';
import { type FramesServer, startFramesServer } from './frames-server.ts';
import { LARGEST, bookingOf, recordAnswers } from './recorded-answers.ts';
import { type Chance, inPieces, spoilText } from './spoil.ts';

const breathe = async (): Promise<void> => {};

interface Frame {
  readonly body: string;
  readonly requestUid: string;
  readonly name: SystmOneFunction;
}

const inside = (text: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';

async function recordFrames() {
  const recorded = await recordAnswers('systmone');
  const booking = bookingOf(recorded);
  const { day } = recorded.place.session;
  const window = { from: day, to: day };
  const frames = recorded.answers
    .filter(({ body }) => body.length <= LARGEST)
    .map(({ request, body }): Frame => ({
      body,
      requestUid: inside(request, 'RequestUID'),
      name: inside(request, 'Function') as SystmOneFunction,
    }));
  if (frames.length < 3) throw new Error('too little was recorded of SystmOne');

  /** Whatever an answer claims to be, every reader of ours may be given it. */
  async function believe(document: XmlDocument, { requestUid, name }: Frame): Promise<Verdict> {
    const envelope = parseEnvelope(document, { requestUid, name });
    if (!envelope.ok || envelope.value.error) return 'refused';
    const { response, deviceId } = envelope.value;
    const believed = [
      whyNotBook(response) === undefined,
      parseOrganisation(response).ok,
      (await parseFreeSlots(response, window, breathe)).ok,
      (await parseDiary(response, window, breathe)).ok,
      parsePatient(response, recorded.identity).ok,
      bookingAnswer({ ok: true, response, deviceId }, booking).class === 'applied',
    ];
    return verdictOf(believed.includes(true));
  }
  return { frames, believe };
}

/** `isWhole`: nothing was done to it, but that it comes in pieces. */
type Read = (pieces: readonly Buffer[], frame: Frame, isWhole?: true) => Dealt;

function bordersOf(name: string, frames: readonly Frame[], read: Read): Border {
  const glued = (chance: Chance, one: Frame): string => {
    const other = chance.oneOf(frames).body;
    return chance.oneOf([one.body + other, other + one.body, one.body.trimEnd() + one.body]);
  };
  // Of two alike one is enough.
  const unlike = [...new Map(frames.map((frame) => [frame.name + frame.body.length, frame])).values()];
  return {
    name,
    spoilt(chance) {
      const one = chance.oneOf(frames);
      const text = chance.happens(0.15) ? glued(chance, one) : spoilText(one.body, chance);
      const bytes = Buffer.from(text, chance.happens(0.05) ? 'latin1' : 'utf8');
      return read(inPieces(bytes, chance), one);
    },
    untouched(chance) {
      const one = chance.oneOf(frames);
      return read(inPieces(Buffer.from(one.body), chance), one, true);
    },
    documents: {
      whole: unlike.map(({ body }) => Buffer.from(body)),
      read(cut, which) {
        const frame = unlike[which];
        if (!frame) throw new Error('no such document');
        const half = Math.floor(cut.length / 2);
        return read([cut.subarray(0, half), cut.subarray(half)], frame);
      },
    },
  };
}

export async function openFramesBorder(): Promise<Border> {
  const { frames, believe } = await recordFrames();
  return bordersOf('SystmOne XML in frames', frames, (pieces, frame) => {
    const reader = createAnswerReader(USUAL_LIMITS.bodyBytes);
    let heard = reader.take(Buffer.alloc(0));
    for (const piece of pieces) {
      heard = reader.take(piece);
      if (heard.kind === 'trouble') return 'refused';
    }
    // Otherwise nobody ever said the end.
    return heard.kind === 'whole' ? believe(heard.document, frame) : 'refused';
  });
}

const NOBODY_STOPS: readonly AbortSignal[] = [];

async function connectTo({ port }: FramesServer): Promise<Connection> {
  const opened = await openConnection(
    { host: '127.0.0.1', port },
    { clock: systemClock, limitMs: 10_000, stops: NOBODY_STOPS },
  );
  if (!opened.ok) throw new Error(`no line: ${opened.failure.message}`);
  return opened.value;
}

export async function openLineBorder(): Promise<Border> {
  const { frames, believe } = await recordFrames();
  const server = await startFramesServer();
  let line: Connection | undefined;
  async function read(pieces: readonly Buffer[], frame: Frame, isWhole?: true): Promise<Verdict> {
    line = line?.isOpen() ? line : await connectTo(server);
    server.sayNext({ pieces, isLast: isWhole !== true });
    const answer = await line.exchange('<Ask/>\n', USUAL_LIMITS, NOBODY_STOPS);
    if (!answer.ok) {
      if (line.isOpen()) throw new Error('after trouble the line is still used');
      return 'refused';
    }
    // What was glued behind it is on its way yet, and would come as the answer to the next.
    if (!isWhole) line.destroy();
    return believe(answer.document, frame);
  }
  return {
    ...bordersOf('SystmOne XML over TCP', frames, read),
    async close() {
      line?.destroy();
      await server.close();
    },
  };
}
