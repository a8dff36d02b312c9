/** What stands in the way to the EHR, or comes back from it, in the words that reception reads. */
import type { FailureKind } from '../failure.ts';
import type { SayOf } from './words.ts';

const NOTHING_OFFERED =
  'As soon as a day’s last reading is too old, its slots are taken off the booking page. Confirmed bookings stand.';
const ONE_BOOKING = 'This one booking only. Other slots are offered as usual.';

export const WAY_TO_EHR = {
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
  doubted: (ehr) => ({
    brief: `part of ${ehr}’s diary is read again`,
    cause: `A session, or many slots at once, vanished from ${ehr}’s diary. That is believed only when a second reading says the same.`,
    forPatients: 'Nothing of such a day is offered until then. Confirmed bookings stand.',
    doNext:
      'Nothing: it is settled by itself within a minute or so. If the practice did not change the diary just now, look at that day in it.',
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
} satisfies Partial<Record<FailureKind, SayOf>>;
