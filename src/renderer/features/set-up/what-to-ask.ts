/**
 * What a practice has to ask of whom before Slotkeeper can connect, per EHR, numbered through. Only what the makers of the
 * protocols say themselves; where they leave something open, this says so instead of guessing.
 */
import { type EhrKind, PRODUCT_OF } from '#shared/domain/ehr.ts';

export interface Asking {
  /** Whom to ask, or where it is done. */
  readonly of: string;
  readonly steps: readonly string[];
}

export const WHAT_TO_ASK: Readonly<Record<EhrKind, readonly Asking[]>> = {
  'emis-web': [
    {
      of: 'In the practice, by somebody who may use EMAS Manager',
      steps: [
        'In EMAS Manager > Partner API, activate Slotkeeper as a partner.',
        'Choose a named EMIS user for Slotkeeper and grant this user auto-login there. Note the user’s id (DBID): bookings are made in this user’s name.',
        'Note the practice’s EMIS organisation id, also called CDB number. The partner’s set-up needs it.',
      ],
    },
    {
      of: 'Of EMIS',
      steps: [
        'The address of the Partner API for your practice.',
        'An application id, which EMIS also calls party key.',
        'An access token with the rights papi-appt.read, papi-appt.write, papi-subjects.read and papi-config.read.',
      ],
    },
    {
      of: 'In EMIS Web',
      steps: [
        'In Appointment Book > Appts Config > Organisation Options > Slot Types, see that “Bookable Slot” is ticked for the slot types that patients are to book.',
      ],
    },
  ],
  systmone: [
    {
      of: 'Of TPP',
      steps: [
        'An API key for Client Integration.',
        'Whether SystmOne listens on the usual port of your PCs, 40700.',
      ],
    },
    {
      of: 'On this PC',
      steps: [
        'Have SystmOne open and somebody logged on for as long as Slotkeeper is to work. Slotkeeper reaches the diary through it, and what it does is done as this user.',
        'At the first connection SystmOne shows a question about Slotkeeper. Approve it. This is asked once for each PC.',
        'If it was blocked by mistake: Setup > Mobile Working & Integration > Device Manager, find this PC and unblock it.',
      ],
    },
    {
      of: 'In SystmOne',
      steps: [
        'In Setup > Appointments > Slot types, see that “Type” says bookable for the slot types that patients are to book.',
      ],
    },
  ],
  'gp-connect': [
    {
      of: 'Of NHS England',
      steps: [
        'Onboarding for GP Connect Appointment Management. Ask first whether a reception product of the same practice can be onboarded: the service was written for booking between organisations.',
        'Our ASID, and the address of the Spine proxy.',
        'A client certificate with its private key, both as PEM.',
      ],
    },
    {
      of: 'From the Spine Directory',
      steps: [
        'The practice’s ASID.',
        'The practice’s endpoint for Appointment Management: an address that ends in /STU3/1/gpconnect.',
      ],
    },
    {
      of: 'Of your IT support',
      steps: ['That this PC is on HSCN, the health and social care network.'],
    },
    {
      of: 'In EMIS Web or SystmOne',
      steps: [
        'Make the slots that patients are to book bookable through GP Connect. Slotkeeper sees only these.',
      ],
    },
  ],
};

export const countSteps = (kind: EhrKind): number =>
  WHAT_TO_ASK[kind].reduce((sum, { steps }) => sum + steps.length, 0);

/** The number before the first step of a group. */
export const stepsBefore = (kind: EhrKind, group: number): number =>
  WHAT_TO_ASK[kind].slice(0, group).reduce((sum, { steps }) => sum + steps.length, 0);

/** As plain text, for a message to whoever has to do it. */
export function textToSend(kind: EhrKind): string {
  const groups = WHAT_TO_ASK[kind].map(({ of, steps }, group) => {
    const before = stepsBefore(kind, group);
    return [`${of}:`, ...steps.map((step, index) => `${before + index + 1}. ${step}`)].join('\n');
  });
  return [`What Slotkeeper needs to work with ${PRODUCT_OF[kind]}`, ...groups].join('\n\n');
}
