/**
 * The connection test of GP Connect: one search for free slots and a look at what the provider says it can do. Whose diary it
 * is shows only beside a slot, so in an empty diary it stays unproven; so does the right to book, unless it is declared.
 */
import { z } from 'zod';

import type { Outcome } from '#shared/domain/outcome.ts';

import type { ConnectionStep } from '../../ports/ehr-diary.ts';
import { notProven, stepsOfTrouble, wayTo } from '../connection-steps.ts';
import type { GpConnectReply } from './gp-connect-session.ts';
import type { FreeSlots } from './wire/parse-slots.ts';

export interface GpConnectTest {
  /** Where requests go first: the proxy, or the provider. */
  readonly root: string;
  readonly searchFreeSlots: () => Promise<GpConnectReply>;
  readonly parseFreeSlots: (json: unknown) => Promise<Outcome<FreeSlots>>;
  readonly readCapabilities: () => Promise<GpConnectReply>;
}

const ASKED = ['sign-in', 'application', 'organisation', 'read-slot-types'] as const;

export async function testGpConnect(test: GpConnectTest): Promise<readonly ConnectionStep[]> {
  const way = wayTo(test.root);
  const reply = await test.searchFreeSlots();
  if (!reply.ok) return stepsOfTrouble(way, ASKED, reply);
  const free = await test.parseFreeSlots(reply.json);
  if (!free.ok) return stepsOfTrouble(way, ASKED, { failure: free.failure, mayHaveArrived: true });
  const passed = [...way, 'sign-in', 'application'] as const;
  return [
    ...passed.map((step) => ({ step })),
    // Another practice's diary would have failed by now; a diary without slots does not say whose it is.
    free.value.odsCodes.length > 0 ? { step: 'organisation' } : notProven('organisation'),
    { step: 'read-slot-types' },
    { step: 'read-diary' },
    declaresBooking(await test.readCapabilities()) ? { step: 'may-book' } : notProven('may-book'),
  ];
}

const capabilities = z.object({
  resourceType: z.literal('CapabilityStatement'),
  rest: z.array(
    z.object({
      resource: z
        .array(
          z.object({
            type: z.string(),
            interaction: z.array(z.object({ code: z.string() })).nullish(),
          }),
        )
        .nullish(),
    }),
  ),
});

function declaresBooking(reply: GpConnectReply): boolean {
  const parsed = reply.ok ? capabilities.safeParse(reply.json) : undefined;
  const appointments = (parsed?.data?.rest ?? []).flatMap(({ resource }) =>
    (resource ?? []).filter(({ type }) => type === 'Appointment'),
  );
  return appointments.some(({ interaction }) => (interaction ?? []).some(({ code }) => code === 'create'));
}
