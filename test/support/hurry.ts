/** Read by Node before the program itself (`--import`): the unchanged `slotkeeper run`, on a PC in a hurry. */
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { hurriedSince } from './hurried-clock.ts';

/** Milliseconds since 1970, from whoever starts the process. */
export const HURRIED_SINCE = 'SLOTKEEPER_HURRIED_SINCE';

Object.assign(systemClock, hurriedSince(Number(process.env[HURRIED_SINCE])));
