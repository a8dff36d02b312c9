/** What each command of the contract does. Thin: reads rows, or hands on to the part of the core that decides. */
import type { Preferences, SampleFault } from '#shared/contract/asked.ts';
import type { Handlers } from '#shared/contract/contract.ts';
import type { BundlePreview, SwitchPreview, WhyAnswer, WhyQuestion } from '#shared/contract/rows.ts';
import { failure } from '#shared/domain/failure.ts';
import type { SlotTypeId } from '#shared/domain/ids.ts';
import { type Outcome, failed, ok } from '#shared/domain/outcome.ts';

import type { OfferContext } from '../offer/offer-context.ts';
import type { EhrDiary } from '../ports/ehr-diary.ts';
import type { StoreReader } from '../store/store.ts';
import type { Publisher } from './publish-changes.ts';
import { readDayDiary } from './read-day-diary.ts';
import { stepRows } from './step-rows.ts';

export interface HandlerDeps {
  readonly read: StoreReader;
  readonly publisher: () => Publisher;
  readonly offerContext: () => OfferContext;
  readonly diary: EhrDiary;
  readonly previewSwitch: (slotTypeId: SlotTypeId, isActive: boolean) => Outcome<SwitchPreview>;
  readonly switchSlotTypes: (ids: readonly SlotTypeId[], isActive: boolean, reason: string) => Outcome<void>;
  /** Answers *renamed?* for a type that is gone and one that appeared. */
  readonly settleRename: (goneId: SlotTypeId, appearedId: SlotTypeId, isSame: boolean) => Outcome<void>;
  /** What reception does with one booking. */
  readonly bookings: Handlers['bookings'];
  readonly checkNow: () => Promise<Outcome<void>>;
  readonly whyMissing: (question: WhyQuestion) => Outcome<WhyAnswer>;
  readonly previewBundle: () => BundlePreview;
  readonly exportBundle: (note: string) => Promise<Outcome<{ path: string }>>;
  /** Refuses any path but that of a bundle of ours. */
  readonly showBundle: (path: string) => Outcome<void>;
  readonly preferences: { read(): Preferences; write(preferences: Preferences): void };
  readonly openBookingSite: () => Promise<Outcome<void>>;
  /** Left out where nobody can ask: without a window. */
  readonly settings: Handlers['settings'] | undefined;
  /** Left out where nobody can ask. */
  readonly patientKey: Handlers['patientKey'] | undefined;
  /** Only on the sample practice. */
  readonly sample:
    | {
        setFault(fault: SampleFault): Promise<void>;
        /** Whether a question was open. Left out where the protocol asks none. */
        answerDevice?(isApproved: boolean): boolean;
      }
    | undefined;
}

const refused = (message: string) => failed(failure('not-allowed', message));

const NO_SETTINGS: Handlers['settings'] = (() => {
  const refuse = () => refused('Settings are changed in the Slotkeeper window.');
  return { read: refuse, test: refuse, save: refuse, open: refuse };
})();

const NO_KEY_ACTS: Handlers['patientKey'] = (() => {
  const refuse = () => refused('This is done in the Slotkeeper window.');
  return { tryAgain: refuse, beginAnew: refuse };
})();

export function createHandlers(deps: HandlerDeps): Handlers {
  const { read, diary } = deps;
  return {
    app: { snapshot: () => ok(deps.publisher().snapshot()) },
    diary: { day: ({ day }) => ok(readDayDiary(read, day, deps.offerContext())) },
    slotTypes: {
      previewSwitch: ({ slotTypeId, isActive }) => deps.previewSwitch(slotTypeId, isActive),
      setActive: ({ slotTypeIds, isActive, reason }) => deps.switchSlotTypes(slotTypeIds, isActive, reason),
      settleRename: ({ goneId, appearedId, isSame }) => deps.settleRename(goneId, appearedId, isSame),
    },
    bookings: deps.bookings,
    connection: {
      checkNow: () => deps.checkNow(),
      test: async () => ok(stepRows(await diary.testConnection({ urgency: 'write' }), diary.product)),
    },
    settings: deps.settings ?? NO_SETTINGS,
    patientKey: deps.patientKey ?? NO_KEY_ACTS,
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
        if (!deps.sample)
          return refused('This is a real practice; only the sample can be made to misbehave.');
        await deps.sample.setFault(fault);
        return ok(undefined);
      },
      answerDevice({ isApproved }) {
        if (!deps.sample?.answerDevice)
          return refused('Only the sample SystmOne asks whether this PC may be used.');
        if (deps.sample.answerDevice(isApproved)) return ok(undefined);
        return failed(failure('not-found', 'SystmOne asks nothing just now.'));
      },
    },
  };
}
