/** The booking site's JSON API as another front end uses it, over real sockets. */
import type { PublicBookingStatus } from '#shared/domain/booking.ts';
import type { NoticeKind } from '#shared/domain/notice.ts';

import type { Patient } from '../../src/main/sample-practice/diary/diary-types.ts';

export interface ApiSlot {
  readonly id: string;
  readonly start: string;
  readonly slotType: string;
  readonly session: string;
  readonly clinician: string;
  readonly asOf: string;
}

export interface ApiBooking {
  readonly id: string;
  readonly status: PublicBookingStatus;
  readonly slot: ApiSlot;
  readonly link: string;
  /** On its way to the diary; null once nothing is. */
  readonly pending: 'book' | 'cancel' | 'move' | null;
  readonly cancelledBy: 'patient' | 'practice' | 'move' | null;
  readonly replacedBy: string | null;
  /** What the patient was told last. */
  readonly notice: { readonly kind: NoticeKind; readonly at: string } | null;
  readonly alternatives: readonly (ApiSlot & { readonly holdId: string | null })[];
  readonly alternativesKeptUntil: string | null;
}

export interface ApiProblem {
  readonly type: string;
  readonly status: number;
  readonly detail: string;
  readonly id?: string;
  readonly alternatives?: readonly ApiSlot[];
}

/** What went well carries a booking, everything else a problem. */
export interface ApiAnswer {
  readonly status: number;
  readonly taken?: { readonly booking: ApiBooking; readonly secret: string };
  readonly problem?: ApiProblem;
}

/** Of a booking that was taken, or the problem as an error. */
export function takenOf({ status, taken, problem }: ApiAnswer): NonNullable<ApiAnswer['taken']> {
  if (!taken) throw new Error(`The booking was answered ${status} ${problem?.type ?? ''}`);
  return taken;
}

export interface BookingWish {
  readonly slotId?: string;
  /** In place of the slot. */
  readonly holdId?: string;
  readonly patient: Pick<Patient, 'nhsNumber' | 'bornOn'>;
  readonly reason?: string;
  readonly key?: string;
  readonly waitSeconds?: number;
}

const secretOf = (link: string): string => {
  const secret = new URL(link, 'http://localhost').searchParams.get('token');
  if (!secret) throw new Error('The link carries no secret');
  return secret;
};

async function answerOf(response: Response): Promise<ApiAnswer> {
  const { status } = response;
  if (!response.ok) return { status, problem: (await response.json()) as ApiProblem };
  const booking = (await response.json()) as ApiBooking;
  return { status, taken: { booking, secret: secretOf(booking.link) } };
}

export function createApi(siteUrl: string) {
  const at = (path: string) => new URL(path, siteUrl);

  async function getJson<T>(path: string, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(at(path), { headers });
    if (!response.ok) throw new Error(`${path.split('?')[0]} answered ${response.status}`);
    return (await response.json()) as T;
  }

  async function change(
    path: string,
    method: 'DELETE' | 'POST',
    secret: string,
    body?: unknown,
    key?: string,
  ): Promise<ApiAnswer> {
    const response = await fetch(at(path), {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answerOf(response);
  }

  return {
    url: siteUrl,
    slotTypes: async () =>
      (await getJson<{ slotTypes: { id: string; name: string }[] }>('/api/slot-types')).slotTypes,
    /** Of one type; none while the type is not bookable at all. */
    async slots(slotType?: string): Promise<readonly ApiSlot[]> {
      const query = slotType === undefined ? '' : `?slotType=${encodeURIComponent(slotType)}`;
      const response = await fetch(at(`/api/slots${query}`));
      if (response.status === 400) return [];
      return ((await response.json()) as { slots: ApiSlot[] }).slots;
    },
    async hold(slotId: string): Promise<{ readonly id: string } | undefined> {
      const response = await fetch(at('/api/holds'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ slotId }),
      });
      return response.status === 201 ? ((await response.json()) as { id: string }) : undefined;
    },
    async release(holdId: string): Promise<void> {
      await fetch(at(`/api/holds/${encodeURIComponent(holdId)}`), { method: 'DELETE' });
    },
    async book({ slotId, holdId, patient, reason, key, waitSeconds = 0 }: BookingWish): Promise<ApiAnswer> {
      const response = await fetch(at('/api/bookings'), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(waitSeconds > 0 ? { prefer: `wait=${waitSeconds}` } : {}),
        },
        body: JSON.stringify({
          ...(holdId === undefined ? { slotId } : { holdId }),
          patient: { nhsNumber: patient.nhsNumber, dateOfBirth: patient.bornOn },
          ...(reason === undefined ? {} : { reason }),
        }),
      });
      return answerOf(response);
    },
    cancel: (id: string, secret: string): Promise<ApiAnswer> =>
      change(`/api/bookings/${encodeURIComponent(id)}`, 'DELETE', secret),
    /** Gives the booking that is to take its place. */
    move: (id: string, secret: string, slotId: string, key: string): Promise<ApiAnswer> =>
      change(`/api/bookings/${encodeURIComponent(id)}/move`, 'POST', secret, { slotId }, key),
    booking: (id: string, secret: string) =>
      getJson<ApiBooking>(`/api/bookings/${encodeURIComponent(id)}`, { authorization: `Bearer ${secret}` }),
    statusWith: async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(at(path), { headers })).status,
  };
}

export type Api = ReturnType<typeof createApi>;
