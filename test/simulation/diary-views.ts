/**
 * How each of the three EHRs shows one and the same diary: what it counts, which slots it lists, whom it names. What it
 * shows as open is noted, with the moment at which it was asked: that is all the evidence there is for an offer.
 */
import type {
  EhrProduct,
  EhrSight,
  MarkedBooking,
  SessionsPulled,
  SoughtSlot,
} from '../../src/main/ports/ehr-diary.ts';
import { SIGHTS } from '../../src/main/ehr/sights.ts';
import { EHR_KINDS, PRODUCT_OF } from '../../src/shared/domain/ehr.ts';
import type { SlotId, SlotTypeId } from '../../src/shared/domain/ids.ts';
import type { Session, SlotTypeCount } from '../../src/shared/domain/session.ts';
import type { PulledSlot } from '../../src/shared/domain/slot.ts';
import type { SlotType } from '../../src/shared/domain/slot-type.ts';
import { type LocalDay, daysOf } from '../../src/shared/domain/time.ts';
import {
  type Appointment,
  type DaySession,
  type Place,
  type PracticeDiary,
  TYPES,
  isFreePlace,
  isLive,
} from './practice-diary.ts';

const sightOf = (product: EhrProduct): EhrSight =>
  SIGHTS[EHR_KINDS.find((kind) => PRODUCT_OF[kind] === product) ?? 'emis-web'];

const noteOf = ({ token }: Appointment): string | undefined =>
  token === undefined ? undefined : `Online booking ${token}`;

function showing(place: Place, as: SlotId, appointment: Appointment | undefined): PulledSlot {
  const { slot } = place;
  if (!appointment) return { ...slot, id: as, status: place.status };
  const note = noteOf(appointment);
  return {
    ...slot,
    id: as,
    status: 'booked',
    bookedFor: appointment.patientId,
    appointmentId: appointment.id,
    ...(appointment.attendance && { attendance: appointment.attendance }),
    ...(note !== undefined && { note }),
  };
}

const isThere = ({ removedAtMs }: Place): boolean => removedAtMs === undefined;

/** Equal parallel slots in SystmOne: ours keeps the place that its mark names, others fill from the top. */
function inPlaces(twins: readonly Place[]): PulledSlot[] {
  const there = twins.filter(isThere);
  const ids = there.map(({ slot }) => slot.id);
  const live = there.flatMap(({ appointment }) => (appointment ? [appointment] : []));
  const at = new Map<SlotId, Appointment>();
  const rest: Appointment[] = [];
  for (const one of live) {
    const isKept = one.token !== undefined && ids.includes(one.askedId) && !at.has(one.askedId);
    if (isKept) at.set(one.askedId, one);
    else rest.push(one);
  }
  const free = ids.filter((id) => !at.has(id));
  for (const one of rest) {
    const id = free.pop();
    if (id !== undefined) at.set(id, one);
  }
  return there.map((place) => showing(place, place.slot.id, at.get(place.slot.id)));
}

function slotsOf(product: EhrProduct, places: readonly Place[]): PulledSlot[] {
  const there = places.filter(isThere);
  switch (product) {
    case 'EMIS Web':
      return there.map((place) => showing(place, place.slot.id, place.appointment));
    case 'SystmOne':
      return there
        .filter((place) => place.twins.find(isThere) === place)
        .flatMap(({ twins }) => inPlaces(twins))
        .filter(({ status }) => status === 'open' || status === 'booked');
    case 'GP Connect':
      return there.filter(isFreePlace).map((place) => showing(place, place.slot.id, undefined));
  }
}

function countsOf(slots: readonly PulledSlot[]): SlotTypeCount[] {
  const counts = new Map<SlotTypeId, { -readonly [Key in keyof SlotTypeCount]: SlotTypeCount[Key] }>();
  for (const { slotTypeId, status } of slots) {
    const slotTypeName = TYPES.find(({ id }) => id === slotTypeId)?.name ?? '';
    const none = { slotTypeId, slotTypeName, total: 0, open: 0, booked: 0, blocked: 0, embargoed: 0 };
    const count = counts.get(slotTypeId) ?? none;
    count.total += 1;
    if (status !== 'unknown') count[status] += 1;
    counts.set(slotTypeId, count);
  }
  return [...counts.values()];
}

export interface DiaryView {
  readonly product: EhrProduct;
  readonly sees: EhrSight;
  slotTypes(days: readonly LocalDay[]): SlotType[];
  /** `hidden`: these sessions are left out, as if the practice had taken them away. */
  sessions(from: LocalDay, to: LocalDay, hidden?: ReadonlySet<Session['id']>): SessionsPulled;
  slots(id: Session['id']): PulledSlot[];
  slot(sought: SoughtSlot): PulledSlot | undefined;
  /** The patient's appointment with this mark, wherever it stands. */
  marked(sought: MarkedBooking): PulledSlot | undefined;
}

export function createDiaryView(product: EhrProduct, diary: PracticeDiary): DiaryView {
  const sees = sightOf(product);
  const shown = (one: DaySession): { session: Session; slots: PulledSlot[] } => {
    const slots = slotsOf(product, one.places);
    return { session: { ...one.session, counts: countsOf(slots) }, slots };
  };

  /** The patient's own appointments first, the cancelled ones too: who holds a slot is not told. */
  function byPatient({ slotId, booking }: SoughtSlot): PulledSlot | undefined {
    const place = diary.place(slotId);
    if (booking) {
      const marked = diary.withToken(booking.token).filter((one) => one.patientId === booking.patientId);
      const held = marked.find((one) => isLive(one) && one.slotId === slotId);
      if (held && place) return showing(place, slotId, held);
      const trace = marked[0];
      const tracePlace = trace && diary.place(trace.slotId);
      const own = place?.appointment?.patientId === booking.patientId ? place.appointment : undefined;
      if (trace && tracePlace) {
        const note = noteOf(trace);
        return { ...tracePlace.slot, id: slotId, status: 'unknown', ...(note !== undefined && { note }) };
      }
      if (own && place) return showing(place, slotId, own);
    }
    return place && isFreePlace(place) ? showing(place, slotId, undefined) : undefined;
  }

  function inGroup({ slotId, booking }: SoughtSlot): PulledSlot | undefined {
    const place = diary.place(slotId);
    if (!place) return undefined;
    const group = inPlaces(place.twins).filter(({ status }) => status === 'open' || status === 'booked');
    const ours = booking && group.find(({ note }) => note?.includes(booking.token));
    const seen = ours ?? group.find(({ status }) => status === 'open') ?? group[0];
    return seen && { ...seen, id: slotId };
  }

  return {
    product,
    sees,
    slotTypes(days) {
      if (sees.slotTypesWithoutSlots) return [...TYPES];
      const free = days
        .flatMap((day) => diary.onDay(day))
        .flatMap(({ places }) => places.filter(isFreePlace));
      return TYPES.filter(({ id }) => free.some(({ slot }) => slot.slotTypeId === id));
    },
    sessions(from, to, hidden) {
      const all = daysOf(from, to)
        .flatMap((day) => diary.onDay(day))
        .map(shown)
        .filter(({ session, slots }) => !hidden?.has(session.id) && (sees.emptySessions || slots.length > 0));
      const sessions = all.map(({ session }) => session);
      if (product === 'EMIS Web') return { sessions };
      return { sessions, slots: new Map(all.map(({ session, slots }) => [session.id, slots])) };
    },
    slots: (id) => slotsOf(product, diary.session(id)?.places ?? []),
    slot(sought) {
      if (product === 'GP Connect') return byPatient(sought);
      if (product === 'SystmOne') return inGroup(sought);
      const place = diary.place(sought.slotId);
      return place && isThere(place) ? showing(place, place.slot.id, place.appointment) : undefined;
    },
    marked({ patientId, token, window }) {
      const places = daysOf(window.from, window.to)
        .flatMap((day) => diary.onDay(day))
        .flatMap((session) => session.places)
        .filter(isThere);
      const shownNow =
        product === 'GP Connect'
          ? places.map((place) => showing(place, place.slot.id, place.appointment))
          : slotsOf(product, places);
      return shownNow.find(({ bookedFor, note }) => bookedFor === patientId && note?.includes(token));
    },
  };
}
