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
    /** The status once the diary's answer is known, or after ten seconds. */
    async book({ slotId, patient, idempotencyKey }: BookingAsked): Promise<number> {
      const answer = await fetch(`${site}/api/bookings`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': idempotencyKey,
          Prefer: 'wait=10',
        },
        body: JSON.stringify({ slotId, patient, reason: 'Bench' }),
      });
      await answer.text();
      return answer.status;
    },
  };
}
