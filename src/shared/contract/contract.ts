/**
 * The one table that both processes are built from: what the window may ask, and the one thing it hears. Channel names,
 * the handlers' type and the bridge's type are all derived, so a forgotten handler does not compile.
 */
import type { ConnectionStepRow, Preferences, SampleFault } from './asked.ts';
import type { EhrKind } from '../domain/ehr.ts';
import type { BookingId, SlotId, SlotTypeId } from '../domain/ids.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { LocalDay } from '../domain/time.ts';
import type { BookingLook, MoveChoice, SettleVerdict } from './bookings.ts';
import type { BundlePreview, DayDiary, SwitchPreview, WhyAnswer, WhyQuestion } from './rows.ts';
import type { PracticeSettings, SettingsDraft } from './settings.ts';
import type { AppChange, AppSnapshot } from './snapshot.ts';

declare const INPUT: unique symbol;
declare const OUTPUT: unique symbol;

interface Command<Input, Output> {
  readonly type: 'command';
  readonly [INPUT]?: Input;
  readonly [OUTPUT]?: Output;
}
interface Event<Payload> {
  readonly type: 'event';
  readonly [OUTPUT]?: Payload;
}
const command = <Input, Output>(): Command<Input, Output> => ({ type: 'command' });
const event = <Payload>(): Event<Payload> => ({ type: 'event' });

export const contract = {
  app: {
    snapshot: command<void, AppSnapshot>(),
    changed: event<AppChange>(),
  },
  diary: {
    day: command<{ day: LocalDay }, DayDiary>(),
  },
  slotTypes: {
    previewSwitch: command<{ slotTypeId: SlotTypeId; isActive: boolean }, SwitchPreview>(),
    setActive: command<{ slotTypeIds: readonly SlotTypeId[]; isActive: boolean; reason: string }, void>(),
    /** Answers *renamed?*: the same type under a new name takes the old one's place on the list; another does not. */
    settleRename: command<{ goneId: SlotTypeId; appearedId: SlotTypeId; isSame: boolean }, void>(),
  },
  bookings: {
    /** Looks into the diary now, and says what both sides have: for a person to settle what no machine can. */
    look: command<{ bookingId: BookingId }, BookingLook>(),
    /** By reception. Waits a few seconds, in which `undo` takes it back. */
    cancel: command<{ bookingId: BookingId; reason: string }, void>(),
    /** Books the new appointment first; the old one is cancelled once the new one is certain. */
    move: command<{ bookingId: BookingId; slotId: SlotId; reason: string }, void>(),
    /** Takes back a booking, a cancellation or a move of which nothing has been sent. */
    undo: command<{ bookingId: BookingId }, void>(),
    /** What patients could book now in its place: same type first, soonest first. */
    choices: command<{ bookingId: BookingId }, readonly MoveChoice[]>(),
    /** A person's word on what could not be proven. */
    settle: command<{ bookingId: BookingId; verdict: SettleVerdict; note: string }, void>(),
  },
  connection: {
    checkNow: command<void, void>(),
    test: command<void, readonly ConnectionStepRow[]>(),
  },
  settings: {
    read: command<void, PracticeSettings>(),
    /** Tries a draft without keeping anything of it. */
    test: command<SettingsDraft, readonly ConnectionStepRow[]>(),
    /** Keeps the draft and opens the practice anew with it; the window is loaded afresh. Names every mistake. */
    save: command<SettingsDraft, void>(),
    /** Back to the sample practice, or from it to the practice that is set up. */
    open: command<{ what: 'sample' | 'practice'; ehr?: EhrKind }, void>(),
  },
  patientKey: {
    /** Asks for the key now. When it is there, the practice is opened anew with it and the window loaded afresh. */
    tryAgain: command<void, void>(),
    /** Only where the key is another user's, or lost: what was sealed with it is put aside, and a new key begun. */
    beginAnew: command<void, void>(),
  },
  whyMissing: {
    ask: command<WhyQuestion, WhyAnswer>(),
  },
  help: {
    previewBundle: command<void, BundlePreview>(),
    /** Writes the bundle into the data folder and answers with its path. */
    exportBundle: command<{ note: string }, { path: string }>(),
    showBundle: command<{ path: string }, void>(),
  },
  preferences: {
    read: command<void, Preferences>(),
    write: command<Preferences, void>(),
  },
  links: {
    /** Opens the patients' page in the PC's browser. The only address that the window may open. */
    openBookingSite: command<void, void>(),
  },
  sample: {
    /** Only on the sample practice: makes its EHR misbehave, to see what Slotkeeper does. */
    setFault: command<{ fault: SampleFault }, void>(),
    /** What the user of the sample SystmOne answers when it asks whether this PC may be used. */
    answerDevice: command<{ isApproved: boolean }, void>(),
  },
} as const;

export type Contract = typeof contract;

type CommandNames<Group> = {
  [Name in keyof Group]: Group[Name] extends { readonly type: 'command' } ? Name : never;
}[keyof Group];
type EventNames<Group> = Exclude<keyof Group, CommandNames<Group>>;
type InputOf<C> = C extends Command<infer Input, infer _Output> ? Input : never;
type OutputOf<C> = C extends Command<infer _Input, infer Output> ? Output : never;
type PayloadOf<E> = E extends Event<infer Payload> ? Payload : never;
type Ask<C> = [InputOf<C>] extends [void]
  ? () => Promise<Outcome<OutputOf<C>>>
  : (input: InputOf<C>) => Promise<Outcome<OutputOf<C>>>;

/** Main answers every command of the table. */
export type Handlers = {
  readonly [G in keyof Contract]: {
    readonly [N in CommandNames<Contract[G]>]: (
      input: InputOf<Contract[G][N]>,
    ) => Outcome<OutputOf<Contract[G][N]>> | Promise<Outcome<OutputOf<Contract[G][N]>>>;
  };
};

/** What the preload puts on `window.bridge`. */
export type Bridge = {
  readonly [G in keyof Contract]: {
    readonly [N in CommandNames<Contract[G]>]: Ask<Contract[G][N]>;
  } & {
    readonly [N in EventNames<Contract[G]> as `on${Capitalize<string & N>}`]: (
      listener: (payload: PayloadOf<Contract[G][N]>) => void,
    ) => () => void;
  };
};

export const channelOf = (group: string, name: string): string => `${group}.${name}`;
