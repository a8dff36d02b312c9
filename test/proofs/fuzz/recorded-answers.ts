/** What the three sample EHRs really answer, recorded on the wire: the fuzz spoils nothing that was never right. */
import type { EhrKind } from '#shared/domain/ehr.ts';
import { type EhrPatientId, asId } from '#shared/domain/ids.ts';
import type { PatientIdentity } from '#shared/domain/patient.ts';

import { createSeededDice } from '../../support/seeded-dice.ts';
import { type OpenSlot, openConnector } from '../network/connectors.ts';
import { startFaultProxy } from '../network/fault-proxy.ts';

export interface RecordedAnswer {
  /** The first line of the request, or its whole document. */
  readonly request: string;
  readonly body: string;
}

export interface Recorded {
  readonly answers: readonly RecordedAnswer[];
  readonly place: OpenSlot;
  readonly patientId: EhrPatientId;
  readonly identity: PatientIdentity;
  readonly token: string;
}

/** Large answers only take time: what is done to a small one is done to them. */
export const LARGEST = 60_000;

/** The booking that was made while they were recorded. */
export const bookingOf = ({ place, patientId, token }: Recorded) => ({
  ...{ session: place.session, slot: place.slot, patientId, reason: 'Sore knee', token },
});

const NEAR = { urgency: 'near' } as const;
const WRITE = { urgency: 'write' } as const;
const TOKEN = 'k7Qm2xZt9aB4';

function bodyOf(answer: Buffer, protocol: 'http' | 'line'): string {
  const text = answer.toString('utf8');
  if (protocol === 'line') return text;
  const end = text.indexOf('\r\n\r\n');
  const body = text.slice(end + 4);
  return /^transfer-encoding: *chunked/im.test(text.slice(0, end))
    ? body.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/gi, '').replace(/\r\n$/, '')
    : body;
}

/** Every reading once, a booking, and a look at it. */
export async function recordAnswers(kind: EhrKind): Promise<Recorded> {
  const connector = await openConnector(kind);
  const { protocol, isWrite, upstreamPort } = connector;
  const answers: RecordedAnswer[] = [];
  const proxy = await startFaultProxy({
    ...{ upstreamPort, protocol, isWrite, dice: createSeededDice(1) },
    isStruck: () => true,
    async strike({ text, client, forward }) {
      const answer = await forward();
      const [first = ''] = text.split('\r\n');
      answers.push({ request: protocol === 'http' ? first : text, body: bodyOf(answer, protocol) });
      client.write(answer);
    },
  });
  const diary = connector.connect(proxy.port);
  try {
    const place = connector.takeOpenSlot();
    const { session, slot } = place;
    const found = await diary.findPatient(connector.ada, NEAR);
    if (!found.ok) throw new Error(found.failure.message);
    const patientId = asId<EhrPatientId>(found.value.id);
    await diary.pullSlotTypes(NEAR);
    await diary.pullSessions({ from: session.day, to: session.day }, NEAR);
    await diary.pullSlots(session, NEAR);
    const booking = { session, slot, patientId, reason: 'Sore knee', token: TOKEN };
    const answer = await diary.sendBooking(booking, WRITE);
    if (answer.class !== 'applied') throw new Error(`nothing was booked: ${answer.failure.message}`);
    await diary.pullSlot({ session, slotId: slot.id, booking: { patientId, token: TOKEN } }, NEAR);
    return { answers, place, patientId, identity: connector.ada, token: TOKEN };
  } finally {
    await diary.close();
    await proxy.close();
    await connector.close();
  }
}
