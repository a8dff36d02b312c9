/**
 * What reception reads on a booking that was not made, not cancelled, or needs them. Plain facts and the next step; never a patient's
 * details, because these sentences are also kept outside the sealed columns.
 */
import type { Sighting } from './sight-slot.ts';

const NOT_CERTAIN = 'The booking was sent, but no certain answer came.';

export const SAID_TO_RECEPTION = {
  taken: 'Somebody else was booked into this slot first.',
  withdrawn: 'The practice changed this slot or took it out of booking.',
  theirOther:
    'The slot has this patient’s other online appointment, which the practice moved there, so this one was not booked.',
  notFree: 'The slot was no longer free: somebody else has it, or the practice took it out of booking.',
  switchedOff: 'This slot type was switched off before the booking was sent.',
  tooLate: 'It could not be sent to the diary in time, so nothing was booked.',
  notMatched: 'The NHS number and date of birth do not match a patient of this practice.',
  detailsLost: 'The patient’s details can no longer be opened, so nothing was booked.',
  detailsLostInDoubt: `${NOT_CERTAIN} The patient’s details can no longer be opened: look in the diary who is in the slot.`,
  stoppedWhileSending: 'Slotkeeper stopped while the booking was being sent. It is being read back.',
  stillSending: 'The answer could not be stored. The booking is being read back.',
  noAnswer: 'The diary did not answer in time.',
  refusedThoughOpen:
    'The diary refused this booking, though it shows the slot as open. Look at the slot and the patient’s record in the diary, book it there or ring the patient.',
  movedInDoubt: `${NOT_CERTAIN} It was made all the same, and staff have moved it to another time since: look at the patient’s appointments, and ring them.`,
  wrongPatient:
    'Our booking’s mark stands on another patient’s appointment. Check in the diary who is booked into this slot, and tell support.',
  review: {
    open: `${NOT_CERTAIN} Read back twice, the slot is open. It may have been booked and then cancelled: check the diary, and ring the patient.`,
    'open-with-traces': `${NOT_CERTAIN} Read back twice, the slot is open with traces of a booking. It may have been cancelled in the diary: check, and ring the patient.`,
    'same-patient': `${NOT_CERTAIN} The slot is booked for the same patient, but without our mark: check the diary whether it is this booking.`,
    'another-patient': `${NOT_CERTAIN} The slot is booked for another patient.`,
    'taken-unseen': `${NOT_CERTAIN} The slot is booked, but the diary does not say for whom: look in the diary.`,
    'was-ours': `${NOT_CERTAIN} Since then it seems to have been made and then cancelled or moved in the diary: look at the patient’s appointments, and ring them.`,
    changed: `${NOT_CERTAIN} The slot is open, but its type or time was changed: check the diary, and ring the patient.`,
    withheld: `${NOT_CERTAIN} The slot is now blocked or its status is not known: check the diary, and ring the patient.`,
    gone: `${NOT_CERTAIN} The slot is no longer in the diary: check where the patient is booked, and ring them.`,
  } satisfies Record<Exclude<Sighting, 'ours' | 'our-token-on-another-patient'>, string>,
} as const;

const CANCEL_NOT_CERTAIN = 'The cancellation could not be proven.';
const BY_HAND = 'If it is still there, cancel it in the diary by hand, then say so here.';

export const SAID_OF_CANCELLING = {
  begun: 'The appointment had begun, or the patient had already arrived, so it was not cancelled. It stands.',
  changed: 'The appointment was moved in the diary after it was booked, so it was not cancelled. It stands.',
  tooLate: 'It could not be sent to the diary before the appointment began, so it was not cancelled.',
  stillThere: `The diary did not carry out the cancellation, and the appointment is still in it. ${BY_HAND}`,
  detailsLost: `${CANCEL_NOT_CERTAIN} The patient’s details can no longer be opened: look in the diary who is in the slot. ${BY_HAND}`,
  wrongPatient:
    'Our booking’s mark stands on another patient’s appointment, so nothing was cancelled. Check in the diary who is booked into this slot, and tell support.',
  // Of then, and true for good: whether the patient holds two now, the window says by how both stand.
  oldNotCancelled: 'The new appointment was booked, but this old one could not be cancelled.',
  oldNotProven: 'The new appointment was booked, but it could not be proven that this old one is out.',
  unclear: {
    'same-patient': `The slot is booked for the same patient, but without our mark: it may be another appointment, so it was not touched. ${BY_HAND}`,
    'taken-unseen': `The slot is booked, but the diary does not say for whom, so it was not touched. ${BY_HAND}`,
    withheld: `The slot is blocked or its status is not known, so nothing was cancelled. ${BY_HAND}`,
  },
} as const;

export const SAID_OF_KEPT = {
  twice:
    'The diary has this online booking twice: our mark stands in two slots. Cancel the one that is not meant, and ring the patient.',
  wrongPatient:
    'Our booking’s mark now stands on another patient’s appointment. Check in the diary who is booked into this slot, and ring both.',
  movedUnseen:
    'Staff gave this appointment another time in the diary, and Slotkeeper cannot follow it there. Look at the patient’s appointments, and ring them.',
} as const;
