/**
 * What every door of the sample practice offers, whatever protocol it speaks: it opens and shuts, is told to misbehave,
 * and lets a test or a demonstration act as the staff inside.
 */
import type { LivingOptions, LivingPractice } from './living-practice.ts';
import type { StaffDesk } from './diary/staff-desk.ts';
import type { Fault } from './faults/fault.ts';
import type { FaultCount } from './faults/fault-box.ts';
import type { RequestLog } from './door/request-log.ts';

export type DoorOptions = LivingOptions & {
  /** the practice behind the door; left out, the door makes one of its own from the other options, and closes it */
  readonly living?: LivingPractice;
  /** 0 takes any free port, and keeps it over stop and start */
  readonly port?: number;
  readonly faults?: readonly Fault[];
  /** opens /sample/… over HTTP on loopback; off where the app hosts the practice */
  readonly controlPlane?: boolean;
};

/** An order that only this door knows, such as logging its user off: the name is what follows `/sample/`. */
export type DoorOrder = (body: Readonly<Record<string, unknown>>) => unknown;

export type SamplePractice<EhrBlock = object> = {
  /** opens the door; the diary lives on in memory while it is shut */
  readonly start: () => Promise<{ port: number }>;
  readonly stop: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** the block for a configuration file: with it, Slotkeeper just works */
  readonly ehr: EhrBlock;
  /** where the control plane is, without `/sample/…`; only once started, and only if it was asked for */
  readonly controlUrl: () => string | undefined;
  readonly practice: { readonly name: string; readonly odsCode: string };
  readonly living: LivingPractice;
  readonly staff: StaffDesk;
  readonly requests: RequestLog;
  readonly setFaults: (faults: readonly Fault[]) => void;
  readonly faultCounts: () => readonly FaultCount[];
  /** checks and sets what a faults file calls `modes`; throws for what this door does not have */
  readonly setModesFrom: (modes: unknown) => void;
  readonly orders: Readonly<Record<string, DoorOrder>>;
};
