/**
 * Every failure in the words that reception reads: what happened, what it means for patients, what to do and who can.
 * Chosen by kind, so the window, the command line and the bundle say the same. Technical text never comes from here.
 */
import type { Failure, FailureKind } from './failure.ts';

/** Who can put it right. */
export type Mender =
  | 'nobody needs to'
  | 'reception'
  | 'the practice manager'
  | 'your IT support'
  | 'Slotkeeper support';

export interface Remedy {
  readonly forPatients: string;
  readonly doNext: string;
  readonly who: Mender;
}

interface Words extends Remedy {
  /** A few words for the health light: `EMIS Web sign-in refused`. */
  readonly brief: string;
  readonly cause: string;
}

const NOTHING_OFFERED =
  'As soon as a day’s last reading is too old, its slots are taken off the booking page. Confirmed bookings stand.';
const ONE_BOOKING = 'This one booking only. Other slots are offered as usual.';
const NOT_BOOKED = 'The patient was told that it is not booked and can choose another time.';

const WORDS: Readonly<Record<FailureKind, (ehr: string) => Words>> = {
  unreachable: (ehr) => ({
    brief: `${ehr} cannot be reached`,
    cause: `This PC cannot reach ${ehr}.`,
    forPatients: NOTHING_OFFERED,
    doNext: `Check that this PC is on the practice network (HSCN) and that ${ehr} opens on it. Slotkeeper keeps trying by itself.`,
    who: 'your IT support',
  }),
  'timed-out': (ehr) => ({
    brief: `${ehr} is not answering`,
    cause: `${ehr} did not answer in time.`,
    forPatients: NOTHING_OFFERED,
    doNext: `Nothing for now: Slotkeeper tries again by itself. If ${ehr} is slow for everyone, tell its support.`,
    who: 'nobody needs to',
  }),
  interrupted: (ehr) => ({
    brief: `connection to ${ehr} broke off`,
    cause: `The connection to ${ehr} broke off before the answer was whole.`,
    forPatients: NOTHING_OFFERED,
    doNext: 'Nothing for now: Slotkeeper tries again by itself. If it goes on, have the network looked at.',
    who: 'your IT support',
  }),
  'not-open': (ehr) => ({
    brief: `${ehr} is not open on this PC`,
    cause: `${ehr} is not open on this PC, or nobody is logged on to it. Slotkeeper reaches the diary through it.`,
    forPatients: NOTHING_OFFERED,
    doNext: `Open ${ehr} on this PC and log on. Slotkeeper goes on by itself a few seconds later.`,
    who: 'reception',
  }),
  'not-set-up': (ehr) => ({
    brief: `a credential for ${ehr} is missing`,
    cause: `Slotkeeper has no credential for ${ehr} on this PC.`,
    forPatients: NOTHING_OFFERED,
    doNext: 'Put it in under Settings, Connection to the diary.',
    who: 'the practice manager',
  }),
  'device-waiting': (ehr) => ({
    brief: `${ehr} waits for somebody to approve this PC`,
    cause: `${ehr} asks on this PC whether Slotkeeper may use it, and nobody has answered yet.`,
    forPatients: NOTHING_OFFERED,
    doNext: `Look at ${ehr} on this PC: it shows a question about Slotkeeper. Approve it there. Slotkeeper goes on by itself.`,
    who: 'reception',
  }),
  'device-blocked': (ehr) => ({
    brief: `${ehr} blocks this PC`,
    cause: `Somebody has blocked Slotkeeper on this PC in ${ehr}.`,
    forPatients: NOTHING_OFFERED,
    doNext: `In ${ehr} open Setup > Mobile Working & Integration > Device Manager, find this PC and unblock it.`,
    who: 'the practice manager',
  }),
  'wrong-organisation': (ehr) => ({
    brief: `${ehr} is open for another practice`,
    cause: `The ${ehr} that answers belongs to another practice than the one Slotkeeper is set up for. Nothing was read from it or written to it.`,
    forPatients: NOTHING_OFFERED,
    doNext: `Log on to ${ehr} at the right practice. If it is the right one, check the practice code under Settings.`,
    who: 'the practice manager',
  }),
  'not-signed-in': (ehr) => ({
    brief: `${ehr} sign-in refused`,
    cause: `${ehr} refused Slotkeeper’s sign-in. Most often its password or token has changed or run out.`,
    forPatients: NOTHING_OFFERED,
    doNext: `In ${ehr}, check that Slotkeeper’s user and partner activation are still switched on, then put the new credential in under Settings, Connection to the diary.`,
    who: 'the practice manager',
  }),
  'not-allowed': (ehr) => ({
    brief: `${ehr} refused the right to do this`,
    cause: `${ehr} knows Slotkeeper but does not let it do this.`,
    forPatients: NOTHING_OFFERED,
    doNext: `In ${ehr}, give Slotkeeper’s user the rights to read and to book appointments, and check that the partner is activated for them.`,
    who: 'the practice manager',
  }),
  busy: (ehr) => ({
    brief: `${ehr} asks us to wait`,
    cause: `${ehr} is busy or under maintenance and asked Slotkeeper to come back later.`,
    forPatients: NOTHING_OFFERED,
    doNext: 'Nothing: Slotkeeper waits as long as it was asked to and then goes on by itself.',
    who: 'nobody needs to',
  }),
  'try-later': (ehr) => ({
    brief: `${ehr} could not do it just now`,
    cause: `${ehr} could not do this just now, most often because the patient’s record is open in it.`,
    forPatients: ONE_BOOKING,
    doNext: `Nothing: Slotkeeper tries again by itself. It helps to save and close the patient’s record in ${ehr}.`,
    who: 'nobody needs to',
  }),
  'ehr-error': (ehr) => ({
    brief: `something broke inside ${ehr}`,
    cause: `${ehr} answered that something broke on its side.`,
    forPatients: NOTHING_OFFERED,
    doNext: `Slotkeeper tries again by itself. If it lasts for more than ten minutes, report it to ${ehr}’s support.`,
    who: 'the practice manager',
  }),
  refused: (ehr) => ({
    brief: `${ehr} said no`,
    cause: `${ehr} understood what was asked and said no.`,
    forPatients: 'What was asked was not done. Other slots are offered as usual.',
    doNext: 'Export a bundle under Help and send it to us with the time of this message.',
    who: 'Slotkeeper support',
  }),
  'not-the-ehr': (ehr) => ({
    brief: `something else answers in place of ${ehr}`,
    cause: `Something other than ${ehr} answered: often a sign-in page of the network or a proxy.`,
    forPatients: NOTHING_OFFERED,
    doNext: `Open a browser on this PC and sign in to the network if it asks. Otherwise have the address of ${ehr} and the proxy checked.`,
    who: 'your IT support',
  }),
  'not-understood': (ehr) => ({
    brief: `${ehr}’s answer not understood`,
    cause: `${ehr} sent an answer in a form that Slotkeeper does not know, so it was not used.`,
    forPatients: NOTHING_OFFERED,
    doNext: 'Export a bundle under Help and send it to us: Slotkeeper may need an update.',
    who: 'Slotkeeper support',
  }),
  'not-complete': (ehr) => ({
    brief: `${ehr}’s answer was not whole`,
    cause: `${ehr}’s answer could not be shown to be whole, so nothing was changed by it.`,
    forPatients: NOTHING_OFFERED,
    doNext: 'Nothing for now: the day is read again by itself. If it goes on, send us a bundle from Help.',
    who: 'nobody needs to',
  }),
  'too-large': (ehr) => ({
    brief: `${ehr}’s answer was too large`,
    cause: `${ehr} sent far more than a diary holds, so it was not used.`,
    forPatients: NOTHING_OFFERED,
    doNext: 'Export a bundle under Help and send it to us.',
    who: 'Slotkeeper support',
  }),
  stopped: () => ({
    brief: 'stopped half way',
    cause: 'Slotkeeper stopped this itself, because it was closing or something newer replaced it.',
    forPatients: 'Nothing changes for patients.',
    doNext: 'Nothing: it is done again by itself.',
    who: 'nobody needs to',
  }),
  'slot-taken': (ehr) => ({
    brief: `slot taken in ${ehr}`,
    cause: `The slot was taken in ${ehr} before this booking could be written.`,
    forPatients: NOT_BOOKED,
    doNext: 'Nothing. If the patient rings, offer another time.',
    who: 'nobody needs to',
  }),
  'slot-withdrawn': (ehr) => ({
    brief: `slot no longer in ${ehr}`,
    cause: `The slot was taken out of the diary in ${ehr} before this booking could be written.`,
    forPatients: NOT_BOOKED,
    doNext: 'Nothing. If the patient rings, offer another time.',
    who: 'nobody needs to',
  }),
  'slot-not-free': (ehr) => ({
    brief: `slot no longer free in ${ehr}`,
    cause: `The slot was no longer free when the booking was to be written. ${ehr} does not tell whether somebody has it or it was taken out.`,
    forPatients: NOT_BOOKED,
    doNext: 'Nothing. If the patient rings, offer another time.',
    who: 'nobody needs to',
  }),
  'not-offered': () => ({
    brief: 'slot no longer offered',
    cause: 'The slot was no longer offered when the patient asked for it.',
    forPatients: NOT_BOOKED,
    doNext: 'Nothing. “Why missing?” shows why the slot is not offered.',
    who: 'nobody needs to',
  }),
  'hold-ended': () => ({
    brief: 'the time to choose ran out',
    cause: 'The patient’s time to finish ran out and the slot was given back.',
    forPatients: NOT_BOOKED,
    doNext: 'Nothing: the patient can start again.',
    who: 'nobody needs to',
  }),
  'patient-not-matched': (ehr) => ({
    brief: `patient not found in ${ehr}`,
    cause: `${ehr} has no patient with this NHS number and date of birth.`,
    forPatients: NOT_BOOKED,
    doNext: `If the patient rings, check their NHS number and date of birth in ${ehr}.`,
    who: 'reception',
  }),
  'too-many-tries': () => ({
    brief: 'too many wrong tries',
    cause: 'Wrong details were given too often for this NHS number, so it is locked for a while.',
    forPatients: 'The patient cannot book online until the lock ends, and can ring the practice.',
    doNext: 'If the patient rings, book for them.',
    who: 'reception',
  }),
  'not-found': () => ({
    brief: 'no longer there',
    cause: 'What was asked for is not there, or not any more.',
    forPatients: ONE_BOOKING,
    doNext: 'Look again: the screen may have been out of date.',
    who: 'nobody needs to',
  }),
  'already-asked': () => ({
    brief: 'asked twice in two ways',
    cause: 'The same request came twice with different contents. The second was not done.',
    forPatients: ONE_BOOKING,
    doNext: 'Nothing: the first request stands.',
    who: 'nobody needs to',
  }),
  'invalid-input': () => ({
    brief: 'not a valid request',
    cause: 'What was entered cannot be used.',
    forPatients: 'Nothing changes for patients.',
    doNext: 'Check what was entered and try again.',
    who: 'reception',
  }),
  'store-trouble': () => ({
    brief: 'this PC’s disk cannot be written',
    cause: 'Slotkeeper cannot write to its own database on this PC.',
    forPatients:
      'Nothing can be booked online until this is put right. Confirmed bookings stand in the diary.',
    doNext:
      'Check that the disk is not full and that this user may write to Slotkeeper’s data folder, then restart it.',
    who: 'your IT support',
  }),
  'key-unavailable': () => ({
    brief: 'the key to patients’ details cannot be had',
    cause: 'The key that protects patients’ details cannot be had on this PC.',
    forPatients:
      'Nothing can be booked or changed online until the key is there. Confirmed bookings stand in the diary.',
    doNext: 'Read the message at the top of this window: it says why, and what to do.',
    who: 'the practice manager',
  }),
  unexpected: () => ({
    brief: 'something unexpected went wrong',
    cause: 'Something went wrong that Slotkeeper did not expect.',
    forPatients: 'Nothing is offered that has not been read lately. Confirmed bookings stand.',
    doNext: 'Export a bundle under Help and send it to us with the time of this message.',
    who: 'Slotkeeper support',
  }),
};

/** Kinds whose own words say too little: what the other side said is added. */
const NEEDS_ITS_MESSAGE: ReadonlySet<FailureKind> = new Set([
  'refused',
  'ehr-error',
  'invalid-input',
  'unexpected',
  'store-trouble',
  'not-found',
]);

/** `EMIS Web sign-in refused`: for the health light and for lists, no full stop. */
export const briefCauseOf = (failure: Failure, ehr: string): string => WORDS[failure.kind](ehr).brief;

/** One or two plain sentences: what happened. */
export function causeOf(failure: Failure, ehr: string): string {
  const { cause } = WORDS[failure.kind](ehr);
  const message = failure.message.trim();
  if (!NEEDS_ITS_MESSAGE.has(failure.kind) || message === '' || message === cause) return cause;
  return `${cause} ${/[.?!]$/.test(message) ? message : `${message}.`}`;
}

/** What it means for patients, what to do, and who can. */
export function remedyOf(failure: Failure, ehr: string): Remedy {
  const { forPatients, doNext, who } = WORDS[failure.kind](ehr);
  return { forPatients, doNext, who };
}
