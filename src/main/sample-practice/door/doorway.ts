/**
 * What every door has before it speaks any protocol: the practice behind it, its faults and its request log, and a life that
 * rests while the door is shut.
 *
 * A practice that was handed in belongs to whoever made it: a door closes for good only one of its own.
 */
import { createFaultBox } from '../faults/fault-box.ts';
import { createLivingPractice } from '../living-practice.ts';
import type { DoorOptions, SamplePractice } from '../sample-practice.ts';
import { createRequestLog } from './request-log.ts';

type SameAtEveryDoor = Pick<
  SamplePractice,
  'start' | 'stop' | 'close' | 'practice' | 'living' | 'staff' | 'requests' | 'setFaults' | 'faultCounts'
>;

export function createDoorway(options: DoorOptions) {
  const living = options.living ?? createLivingPractice(options);
  const { plan, staff } = living;
  const faultBox = createFaultBox(plan.seed);
  faultBox.set(options.faults ?? []);
  const requests = createRequestLog(living.clock.now);

  return {
    living,
    faultBox,
    requests,
    /** The part of a sample practice that is the same at every door. @param open answers the port that it stands on */
    opening: (open: () => Promise<number>, shut: () => Promise<void>): SameAtEveryDoor => {
      const stop = async (): Promise<void> => {
        living.rest();
        await shut();
      };
      return {
        start: async () => {
          const port = await open();
          living.wake();
          return { port };
        },
        stop,
        close: async () => {
          await stop();
          if (!options.living) living.close();
        },
        practice: { name: plan.name, odsCode: plan.odsCode },
        living,
        staff,
        requests,
        setFaults: faultBox.set,
        faultCounts: faultBox.counts,
      };
    },
  };
}
