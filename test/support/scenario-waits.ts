/** What nearly every scenario waits for: something to book, and what became of a booking. */
import type { Api, ApiBooking, ApiSlot } from './scenario-api.ts';
import { TELEPHONE, tomorrow } from './scenario-practice.ts';
import { waitUntil } from './wait-until.ts';

interface OnApi {
  readonly api: Api;
}

/** Tomorrow's slots of "GP telephone", once so many are offered. */
export const offeredTomorrow = ({ api }: OnApi, atLeast = 8, limitMs?: number): Promise<readonly ApiSlot[]> =>
  waitUntil(
    `${atLeast} slots are offered`,
    async () => {
      const slots = (await api.slots(TELEPHONE.name)).filter(({ start }) => start.startsWith(tomorrow()));
      return slots.length >= atLeast && slots;
    },
    limitMs,
  );

/** Once nothing of it is on its way any more. */
export const settledBooking = (
  { api }: OnApi,
  { booking: { id }, secret }: { readonly booking: Pick<ApiBooking, 'id'>; readonly secret: string },
  limitMs?: number,
): Promise<ApiBooking> =>
  waitUntil(
    'the booking has its fate',
    async () => {
      const now = await api.booking(id, secret);
      return now.pending === null && now;
    },
    limitMs,
  );
