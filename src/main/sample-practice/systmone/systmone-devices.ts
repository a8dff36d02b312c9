/**
 * Which devices may use this SystmOne, and the question to its user about one that is not known yet.
 *
 * While the question is open every unknown device's request hangs on it; there is one question, however many ask. It
 * closes unanswered when nobody waits any more, and when the user logs off.
 */
import { randomBytes } from 'node:crypto';
import type { Memory } from './systmone-memory.ts';

export type Admission =
  | { readonly kind: 'admitted'; readonly deviceId: string }
  | { readonly kind: 'blocked' }
  /** nobody answered: the connection or the client is gone */
  | { readonly kind: 'unanswered' };

type Settle = (admission: Admission) => void;

const BLOCKED: Admission = { kind: 'blocked' };
const UNANSWERED: Admission = { kind: 'unanswered' };

export type Devices = ReturnType<typeof createDevices>;

export function createDevices(memory: Memory) {
  const waiting = new Set<Settle>();

  function settleAll(admission: Admission): void {
    const waited = [...waiting];
    waiting.clear();
    for (const settle of waited) settle(admission);
  }

  return {
    isAsking: (): boolean => waiting.size > 0,
    /** the device that was approved last */
    approved: (): string | undefined => memory.read().devices.at(-1),
    /** Without a question. What is blocked stays blocked. */
    approve: (deviceId: string): void => {
      const devices = memory.read().devices.filter((known) => known !== deviceId);
      memory.change({ devices: [...devices, deviceId] });
    },
    /** Hangs until somebody has answered. @param gone aborts when the one who asks has hung up */
    admit: async (deviceId: string, gone: AbortSignal): Promise<Admission> => {
      const { devices, isBlocked } = memory.read();
      if (isBlocked) return BLOCKED;
      if (deviceId !== '' && devices.includes(deviceId)) return { kind: 'admitted', deviceId };
      if (gone.aborted) return UNANSWERED;
      return new Promise((resolve) => {
        const settle: Settle = (admission) => {
          waiting.delete(settle);
          resolve(admission);
        };
        waiting.add(settle);
        gone.addEventListener('abort', () => settle(UNANSWERED), { once: true });
      });
    },
    /** true when a question was open */
    answer: (isApproved: boolean): boolean => {
      if (waiting.size === 0) return false;
      if (isApproved) {
        const deviceId = randomBytes(8).toString('hex');
        memory.change({ devices: [...memory.read().devices, deviceId] });
        settleAll({ kind: 'admitted', deviceId });
      } else {
        memory.change({ isBlocked: true });
        settleAll(BLOCKED);
      }
      return true;
    },
    /** `ask` forgets what was approved and unblocks; `blocked` refuses every device, approved or not. */
    set: (state: 'ask' | 'blocked'): void => {
      memory.change({ devices: [], isBlocked: state === 'blocked' });
      if (state === 'blocked') settleAll(BLOCKED);
    },
    hangUp: (): void => settleAll(UNANSWERED),
  };
}
