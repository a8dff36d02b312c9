/**
 * The connection test of EMIS: two readings and a look at our own token, told as steps. The right to book can only be read
 * from the token: trying it would change the diary.
 */
import { failure } from '#shared/domain/failure.ts';
import type { Outcome } from '#shared/domain/outcome.ts';

import { notProven, stepsOfTrouble, wayTo } from '../connection-steps.ts';
import type { ConnectionStep } from '../../ports/ehr-diary.ts';
import { EMIS } from './emis-answer.ts';
import type { EmisReply } from './emis-session.ts';

export interface EmisTest {
  readonly baseUrl: string;
  readonly accessToken: string;
  readonly askSlotTypes: () => Promise<EmisReply>;
  readonly takeSlotTypes: (reply: EmisReply) => Outcome<unknown>;
  readonly readDiary: () => Promise<Outcome<unknown>>;
}

const ASKED = ['sign-in', 'application', 'read-slot-types'] as const;

export async function testEmis(test: EmisTest): Promise<readonly ConnectionStep[]> {
  const way = wayTo(test.baseUrl);
  const reply = await test.askSlotTypes();
  if (!reply.ok) return stepsOfTrouble(way, ASKED, reply);
  const passed = [...way, 'sign-in', 'application'] as const;
  const steps: ConnectionStep[] = passed.map((step) => ({ step }));
  const types = test.takeSlotTypes(reply);
  if (!types.ok) return [...steps, { step: 'read-slot-types', failure: types.failure }];
  steps.push({ step: 'read-slot-types' });
  const diary = await test.readDiary();
  if (!diary.ok) return [...steps, { step: 'read-diary', failure: diary.failure }];
  return [...steps, { step: 'read-diary' }, mayBook(test.accessToken)];
}

const RIGHT_TO_BOOK = 'papi-appt.write';

function mayBook(accessToken: string): ConnectionStep {
  const rights = rightsIn(accessToken);
  if (!rights) return notProven('may-book');
  if (rights.includes(RIGHT_TO_BOOK)) return { step: 'may-book' };
  const message = `${EMIS} has not given this app the right to book appointments.`;
  return {
    step: 'may-book',
    failure: failure('not-allowed', message, { detail: `the token lacks ${RIGHT_TO_BOOK}` }),
  };
}

/** What the token says of its own rights, if it is one that can be read (a JWT); it is not checked, only EMIS can. */
function rightsIn(accessToken: string): readonly string[] | undefined {
  const parts = accessToken.split('.');
  if (parts.length !== 3) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof claims !== 'object' || claims === null) return undefined;
  const byName = new Map<string, unknown>(Object.entries(claims));
  const said = ['scp', 'scope', 'scopes'].map((name) => byName.get(name)).find((one) => one !== undefined);
  if (typeof said === 'string') return said.split(/[\s,]+/).filter(Boolean);
  return Array.isArray(said) ? said.filter((one) => typeof one === 'string') : undefined;
}
