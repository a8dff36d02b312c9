/** Read by Node before the program itself (`--import`): the unchanged `slotkeeper run`, on a PC in a hurry. */
import { systemClock } from '../../src/main/this-pc/system-clock.ts';
import { HURRIED_SINCE, hurriedSince } from './hurried-clock.ts';

Object.assign(systemClock, hurriedSince(Number(process.env[HURRIED_SINCE])));
