/** What each command of the contract does. Thin: reads rows, or hands on to the part of the core that decides. */
import type { ConnectionStepRow, Preferences, SampleFault } from '#shared/contract/asked.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import type { BundlePreview, SwitchPreview, WhyAnswer, WhyQuestion } from '#shared/contract/rows.ts';
import { failure } from '#shared/domain/failure.ts';
import { causeOf, remedyOf } from '#shared/domain/failure-words.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { OfferContext } from '../offer/offer-context.ts';
import type { ConnectionStep, EhrDiary } from '../ports/ehr-diary.ts';
import type { StoreReader } from '../store/store.ts';
import type { Publisher } from './publish-changes.ts';
import { readDayDiary } from './read-day-diary.ts';

export interface HandlerDeps {
  readonly read: StoreReader;
  readonly publisher: () => Publisher;
  readonly offerContext: () => OfferContext;
  readonly diary: EhrDiary;
  readonly previewSwitch: (slotTypeId: SlotTypeId, isActive: boolean) => Outcome<SwitchPreview>;
  readonly switchSlotTypes: (ids: readonly SlotTypeId[], isActive: boolean, reason: string) => Outcome<void>;
  readonly checkNow: () => Promise<Outcome<void>>;
  readonly whyMissing: (question: WhyQuestion) => Outcome<WhyAnswer>;
  readonly previewBundle: () => BundlePreview;
  readonly exportBundle: (note: string) => Promise<Outcome<{ path: string }>>;
  /** Refuses any path but that of a bundle of ours. */
  readonly showBundle: (path: string) => Outcome<void>;
  readonly preferences: { read(): Preferences; write(preferences: Preferences): void };
  readonly openBookingSite: () => Promise<Outcome<void>>;
  readonly setSampleFault: ((fault: SampleFault) => Promise<void>) | undefined;
}

function stepRow(step: ConnectionStep, failedBefore: boolean, ehr: string): ConnectionStepRow {
  if (failedBefore) return { step: step.step, state: 'not-tried' };
  if (!step.failure) return { step: step.step, state: 'passed' };
  return {
    step: step.step,
    state: 'failed',
    message: causeOf(step.failure, ehr),
    remedy: remedyOf(step.failure, ehr).doNext,
  };
}

export function createHandlers(deps: HandlerDeps): Handlers {
  const { read, diary } = deps;
  return {
    app: { snapshot: () => ok(deps.publisher().snapshot()) },
    diary: { day: ({ day }) => ok(readDayDiary(read, day, deps.offerContext())) },
    slotTypes: {
      previewSwitch: ({ slotTypeId, isActive }) => deps.previewSwitch(slotTypeId, isActive),
      setActive: ({ slotTypeIds, isActive, reason }) => deps.switchSlotTypes(slotTypeIds, isActive, reason),
    },
    connection: {
      checkNow: () => deps.checkNow(),
      async test() {
        const steps = await diary.testConnection({ urgency: 'write' });
        const firstFailed = steps.findIndex((step) => step.failure !== undefined);
        const isAfterFailure = (index: number) => firstFailed !== -1 && index > firstFailed;
        return ok(steps.map((step, index) => stepRow(step, isAfterFailure(index), diary.product)));
      },
    },
    whyMissing: { ask: deps.whyMissing },
    help: {
      previewBundle: () => ok(deps.previewBundle()),
      exportBundle: ({ note }) => deps.exportBundle(note),
      showBundle: ({ path }) => deps.showBundle(path),
    },
    preferences: {
      read: () => ok(deps.preferences.read()),
      write(preferences) {
        deps.preferences.write(preferences);
        return ok(undefined);
      },
    },
    links: { openBookingSite: () => deps.openBookingSite() },
    sample: {
      async setFault({ fault }) {
        if (!deps.setSampleFault) {
          return failed(
            failure('not-allowed', 'This is a real practice; only the sample can be made to misbehave.'),
          );
        }
        await deps.setSampleFault(fault);
        return ok(undefined);
      },
    },
  };
}
