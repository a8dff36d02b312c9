/**
 * The steps of a connection test, in the order in which they are tried. Each connector lists those that its protocol has;
 * the first that fails is the one to mend.
 */
export const CONNECTION_STEPS = [
  'find-host', // the name leads to an address
  'reach-port', // something listens there
  'secure', // TLS is agreed and trusted on both sides
  'sign-in',
  'application', // the EHR knows Slotkeeper
  'device', // this PC is approved
  'organisation', // it is the practice that was set up
  'read-slot-types',
  'read-diary',
  'may-book',
] as const;

export type ConnectionStepName = (typeof CONNECTION_STEPS)[number];
