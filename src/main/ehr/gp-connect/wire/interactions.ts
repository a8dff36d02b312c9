/**
 * What GP Connect Appointment Management can be asked, by our names for it: the interaction id that the Spine proxy lets
 * through, the scope that the token must claim for it, and whether it changes the diary. Source: ehr-protocols.md 4.1.
 */
export const INTERACTIONS = {
  'read capabilities': { id: 'rest:read:metadata-1', scope: 'organization/*.read', isWrite: false },
  'search free slots': { id: 'rest:search:slot-1', scope: 'organization/*.read', isWrite: false },
  'find patient': { id: 'rest:search:patient-1', scope: 'patient/*.read', isWrite: false },
  'read bookings of a patient': {
    id: 'rest:search:patient_appointments-1',
    scope: 'patient/*.read',
    isWrite: false,
  },
  'read booking': { id: 'rest:read:appointment-1', scope: 'patient/*.read', isWrite: false },
  book: { id: 'rest:create:appointment-1', scope: 'patient/*.write', isWrite: true },
  amend: { id: 'rest:update:appointment-1', scope: 'patient/*.write', isWrite: true },
  cancel: { id: 'rest:cancel:appointment-1', scope: 'patient/*.write', isWrite: true },
} as const;

export type Interaction = keyof typeof INTERACTIONS;

export const interactionId = (interaction: Interaction): string =>
  `urn:nhs:names:services:gpconnect:fhir:${INTERACTIONS[interaction].id}`;
