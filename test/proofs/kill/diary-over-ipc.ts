/** Diary and gateway of another process: every question goes to the parent, who has them. A child that dies takes nothing of them along. */
import type { EhrDiary } from '../../../src/main/ports/ehr-diary.ts';
import type { NoticeGateway, NoticeToSend } from '../../../src/main/ports/notice-gateway.ts';

const ASKED = [
  'pullSlotTypes',
  'pullSessions',
  'pullSlots',
  'pullSlot',
  'findBooking',
  'findPatient',
  'sendBooking',
  'sendCancellation',
  'deliver',
] as const;
type Asked = (typeof ASKED)[number];

/** What stands outside of whoever dies. */
export interface Outside {
  readonly diary: EhrDiary;
  readonly gateway: NoticeGateway;
}

export interface DiaryQuestion {
  readonly id: number;
  readonly what: Asked;
  readonly input: unknown;
}
interface DiaryAnswer {
  readonly id: number;
  readonly value: unknown;
}

/** For the parent: what it does with a question. */
export async function answerFrom(
  { diary, gateway }: Outside,
  { id, what, input }: DiaryQuestion,
): Promise<DiaryAnswer> {
  if (what === 'deliver') return { id, value: await gateway.deliver(input as NoticeToSend) };
  const ask = { urgency: 'write' } as const;
  const call = diary[what] as (...inputs: readonly unknown[]) => Promise<unknown>;
  return { id, value: await (what === 'pullSlotTypes' ? call(ask) : call(input, ask)) };
}

/** For the child. What was not answered when the parent is gone is never answered. */
export function outsideOverIpc(shape: Pick<EhrDiary, 'product' | 'sees'>): Outside {
  const waiting = new Map<number, (value: unknown) => void>();
  let last = 0;
  process.on('message', (answer) => {
    const { id, value } = answer as DiaryAnswer;
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  const ask = (what: Asked, input?: unknown): Promise<never> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve as (value: unknown) => void);
      process.send?.({ id: last, what, input } satisfies DiaryQuestion);
    });
  const diary: EhrDiary = {
    ...shape,
    pullSlotTypes: () => ask('pullSlotTypes'),
    pullSessions: (window) => ask('pullSessions', window),
    pullSlots: (session) => ask('pullSlots', session),
    pullSlot: (sought) => ask('pullSlot', sought),
    findBooking: (sought) => ask('findBooking', sought),
    findPatient: (identity) => ask('findPatient', identity),
    sendBooking: (booking) => ask('sendBooking', booking),
    sendCancellation: (cancellation) => ask('sendCancellation', cancellation),
    testConnection: async () => [],
    close: async () => undefined,
  };
  return { diary, gateway: { deliver: (notice) => ask('deliver', notice) } };
}
