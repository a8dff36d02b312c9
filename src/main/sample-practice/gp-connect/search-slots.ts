/**
 * The search for free slots: the strictest door of GP Connect, and the only look at the diary that it gives.
 *
 * Not a slot more than may be booked from outside comes back: nothing of booked, blocked or embargoed ones, and nothing of
 * a session that has no free one. Free slots whose time has gone by do come back, as from EMIS and Vision.
 */
import { type Instant, instantAt, type LocalDay, wallClock } from '../diary/days.ts';
import { type DiarySession, type SlotType, statusAt } from '../diary/diary-types.ts';
import { SYSTEMS } from './wire/fhir-names.ts';
import {
  formatBundle,
  formatLocation,
  formatOrganisation,
  formatPractitioner,
  formatSchedule,
  formatSlot,
} from './wire/format-directory.ts';
import { GpConnectRefusal } from './wire/gp-connect-refusal.ts';
import { daysBetween, type Moment, parseMoment } from './wire/gp-connect-times.ts';
import type { Fields, GpConnectAnswer, GpConnectContext, Restrictions } from './gp-connect-types.ts';

const MOST_DAYS = 14;
const ALSO = ['Schedule:actor:Practitioner', 'Schedule:actor:Location', 'Location:managingOrganization'];

const invalid = (words: string): GpConnectRefusal => new GpConnectRefusal('INVALID_PARAMETER', words);

function boundary(query: URLSearchParams, name: 'start' | 'end', prefix: 'ge' | 'le'): Moment {
  const given = query.getAll(name);
  if (given.length === 0) throw new GpConnectRefusal('BAD_REQUEST', `The ${name} parameter is missing`);
  if (given.length > 1) throw invalid(`The ${name} parameter may be given only once`);
  const [text = ''] = given;
  if (!text.startsWith(prefix)) throw invalid(`The ${name} parameter needs the prefix ${prefix}`);
  const moment = parseMoment(text.slice(prefix.length));
  if (!moment)
    throw invalid(`The ${name} parameter is not a date, or a date and time with the offset of London`);
  return moment;
}

function windowOf(query: URLSearchParams): { from: Instant; to: Instant } {
  const start = boundary(query, 'start', 'ge');
  const end = boundary(query, 'end', 'le');
  if (end.to < start.from || (start.isDate && end.isDate && end.day < start.day))
    throw invalid('The end is before the start');
  if (daysBetween(start, end) > MOST_DAYS) throw invalid(`The period is longer than ${MOST_DAYS} days`);
  return { from: start.from, to: end.to };
}

function alsoAsked(query: URLSearchParams): ReadonlySet<string> {
  const statuses = query.getAll('status');
  if (statuses.length === 0) throw new GpConnectRefusal('BAD_REQUEST', 'The status parameter is missing');
  if (statuses.some((status) => status !== 'free'))
    throw invalid('Only slots with the status free can be asked for');
  const includes = query.getAll('_include');
  if (!includes.includes('Slot:schedule'))
    throw new GpConnectRefusal('BAD_REQUEST', '_include=Slot:schedule is missing');
  const further = query.getAll('_include:recurse');
  if (includes.some((name) => name !== 'Slot:schedule') || further.some((name) => !ALSO.includes(name)))
    throw invalid('Something is asked to be included that is not known here');
  return new Set(further);
}

type Asking = { readonly odsCodes: readonly string[]; readonly organisationTypes: readonly string[] };

function whoAsks(query: URLSearchParams): Asking {
  const filters = query.getAll('searchFilter').map((filter) => filter.split('|'));
  const of = (system: string) =>
    filters.flatMap(([named, value, ...more]) => {
      if (named !== system) return []; // other systems are for other providers, and no error here
      if (value === undefined || value === '' || more.length > 0)
        throw invalid('A searchFilter has no value');
      return [value];
    });
  return { odsCodes: of(SYSTEMS.odsCode), organisationTypes: of(SYSTEMS.organisationType) };
}

/** A type kept for some organisations is shown to nobody who does not say that he is one of them. */
function isFor(asking: Asking, type: SlotType, restrictions: Restrictions): boolean {
  const only = Object.hasOwn(restrictions, type.name) ? restrictions[type.name] : undefined;
  const meets = (wanted: readonly string[] | undefined, given: readonly string[]): boolean =>
    wanted === undefined || wanted.some((one) => given.includes(one));
  return meets(only?.odsCodes, asking.odsCodes) && meets(only?.organisationTypes, asking.organisationTypes);
}

type Found = { readonly session: DiarySession; readonly resource: Fields };

/** Day by day, each written down as it is found: the diary lives on between two days. */
async function findSlots(
  context: GpConnectContext,
  window: { from: Instant; to: Instant },
): Promise<Found[]> {
  const { diary, modes, query, restrictions } = context;
  const asking = whoAsks(query);
  const found: Found[] = [];
  const last: LocalDay = wallClock(window.to).day;
  for await (const day of diary.days(wallClock(window.from).day, last)) {
    const now = diary.clock.now();
    for (const session of day) {
      for (const slot of session.slots) {
        const type = diary.plan.slotType(slot.slotTypeId);
        if (!type?.online || !type.bookable || statusAt(slot, now) !== 'free') continue;
        const start = instantAt(session.day, slot.startMinute);
        const end = instantAt(session.day, slot.startMinute + slot.lengthMinutes);
        if (start < window.from || end > window.to || !isFor(asking, type, restrictions)) continue;
        if (start <= now && modes.pastSlots === 'hidden') continue;
        const version = diary.slotRevision(slot.id) + 1;
        found.push({ session, resource: formatSlot(session, slot, type, version) });
      }
    }
  }
  return found;
}

export async function searchSlots(context: GpConnectContext): Promise<GpConnectAnswer> {
  const { diary, query } = context;
  const window = windowOf(query);
  const also = alsoAsked(query);
  const found = await findSlots(context, window);
  const sessions = [...new Set(found.map(({ session }) => session))];
  const people = new Set(sessions.flatMap(({ clinicianIds }) => clinicianIds));
  const places = new Set(sessions.map(({ siteId }) => siteId));
  const resources: Fields[] = [
    ...found.map(({ resource }) => resource),
    ...sessions.map((session) => formatSchedule(diary.plan, session)),
  ];
  if (also.has('Schedule:actor:Practitioner')) {
    for (const id of people) {
      const member = diary.plan.staffMember(id);
      if (member) resources.push(formatPractitioner(member));
    }
  }
  if (also.has('Schedule:actor:Location'))
    for (const id of places) resources.push(formatLocation(diary.plan, id));
  if (found.length > 0) resources.push(formatOrganisation(diary.plan));
  return { status: 200, resource: formatBundle(resources) };
}
