/** The booking site as another front end uses it: the JSON API over one kept connection, within its limits. */
import { setTimeout as wait } from 'node:timers/promises';

export interface ApiSlot {
  readonly id: string;
  readonly start: string;
  readonly slotType: string;
  readonly session: string;
}

export interface BookingAsked {
  readonly slotId: string;
  readonly patient: { readonly nhsNumber: string; readonly dateOfBirth: string };
  readonly idempotencyKey: string;
}

export interface Answered {
  readonly status: number;
  /** Of the booking, where it was taken; else empty. */
  readonly id: string;
  readonly secret: string;
}

async function answered(answer: Response): Promise<Answered> {
  const { id = '', link = '/' } = (await answer.json()) as { id?: string; link?: string };
  const secret = new URL(link, 'http://localhost').searchParams.get('token') ?? '';
  return { status: answer.status, id, secret };
}

export function createBookingSiteCaller(site: string) {
  async function slots(query: Readonly<Record<string, string>>): Promise<readonly ApiSlot[]> {
    const answer = await fetch(`${site}/api/slots?${new URLSearchParams(query)}`);
    if (!answer.ok) throw new Error(`GET /api/slots: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { slots: ApiSlot[] }).slots;
  }

  return {
    slots,
    /** Until at least `least` are offered. */
    async untilOffered(query: Readonly<Record<string, string>>, least: number): Promise<readonly ApiSlot[]> {
      const untilMs = performance.now() + 60_000;
      for (;;) {
        const answer = await fetch(`${site}/api/slots?${new URLSearchParams(query)}`);
        // A type that has not been seen yet is no type to the API.
        const found = answer.ok ? ((await answer.json()) as { slots: ApiSlot[] }).slots : [];
        if (found.length >= least) return found;
        if (performance.now() > untilMs) throw new Error(`Only ${found.length} slots are offered.`);
        await wait(100);
      }
    },
    /** Once the diary's answer is known, or after ten seconds. */
    async book({ slotId, patient, idempotencyKey }: BookingAsked): Promise<Answered> {
      const answer = await fetch(`${site}/api/bookings`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': idempotencyKey,
          Prefer: 'wait=10',
        },
        body: JSON.stringify({ slotId, patient, reason: 'Bench' }),
      });
      return answered(answer);
    },
    /** The same. */
    async cancel({ id, secret }: Pick<Answered, 'id' | 'secret'>): Promise<Answered> {
      const answer = await fetch(`${site}/api/bookings/${encodeURIComponent(id)}`, {
        method: 'DELETE',
        headers: { Authorization: `Bearer ${secret}`, Prefer: 'wait=10' },
      });
      return answered(answer);
    },
  };
}
