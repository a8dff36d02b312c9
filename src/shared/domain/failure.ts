/**
 * The closed list of what can go wrong. The kind travels to the screen, and the words are chosen there (failure-words.ts).
 * A failure never carries patient data: `message` is for people, `detail` for support, and both may be logged.
 */
export const FAILURE_KINDS = [
  // The way to the EHR
  'unreachable', // no byte of the request left this PC: refused, no such host, TLS not agreed
  'timed-out', // the request may have arrived; no answer came in time
  'interrupted', // the connection broke after bytes had left
  'not-open', // the EHR's program on this PC is not running, or nobody is logged on to it
  'not-set-up', // a credential that the EHR needs is not kept on this PC
  'device-waiting', // somebody must approve this PC in the EHR first
  'device-blocked', // somebody has blocked this PC in the EHR
  'wrong-organisation', // the EHR that answers belongs to another practice
  'not-signed-in', // the EHR does not accept our sign-in
  'not-allowed', // signed in, but without the right to do this
  'busy', // the EHR asks us to come back later (rate limit, maintenance)
  'try-later', // the EHR said that it cannot do this one thing just now (the record is open in its client)
  'ehr-error', // the EHR answered that something broke on its side
  'refused', // the EHR understood and said no
  'not-the-ehr', // something else answered: a portal, a proxy, a redirect
  'not-understood', // an answer that does not follow the protocol
  'not-complete', // an answer that cannot be proven whole
  'doubted', // a whole answer in which so much is missing that a second one must say the same
  'too-large', // an answer past the size that we accept
  'stopped', // we gave the request up ourselves (shutting down, a newer reading)
  // Bookings
  'slot-taken',
  'slot-withdrawn',
  'slot-not-free', // taken or withdrawn: the EHR does not tell which
  'not-offered',
  'hold-ended',
  'patient-not-matched',
  'too-many-tries',
  'not-found',
  'already-booked', // the same patient has another online appointment at that time
  'already-asked', // the same idempotency key with another content
  // Ourselves
  'invalid-input',
  'store-trouble',
  'clock-wrong', // this PC's clock and the EHR's are too far apart for a time to mean the same on both sides
  'key-unavailable', // the key to patients' details cannot be had: nothing of a patient can be read or kept
  'unexpected',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface Failure {
  readonly kind: FailureKind;
  /** One plain sentence: what happened. */
  readonly message: string;
  /** Technical text for support. No URL, no patient. */
  readonly detail?: string;
  /** When the other side said how long to wait. */
  readonly retryAfterMs?: number;
}

export const failure = (
  kind: FailureKind,
  message: string,
  more: { readonly detail?: string; readonly retryAfterMs?: number } = {},
): Failure => ({ kind, message, ...more });
