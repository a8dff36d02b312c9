// Gives the sample practice something to show: a few online bookings and a hold on one day. Only ever on the sample,
// whose patients are invented.

// Of the sample's own patients; whoever books last is whose page is shown.
const WISHES = [
  { nhsNumber: '9991000127', dateOfBirth: '1969-09-24', reason: 'Blood pressure results' },
  { nhsNumber: '9991000178', dateOfBirth: '1996-11-22', reason: 'Repeat prescription' },
  { nhsNumber: '9991000305', dateOfBirth: '1982-01-05', reason: '' },
  { nhsNumber: '9990000018', dateOfBirth: '1980-02-29', reason: 'Sore throat for a week' },
];

/**
 * @typedef {{ id: string, start: string, slotType: string, clinician: string }} Slot
 * @typedef {{ day: string, bookingLink: string | undefined }} LivedDay
 */

/**
 * Books one slot each of several clinicians on the next day that has enough of them.
 * @param {string} site
 * @returns {Promise<LivedDay>}
 */
export async function liveALittle(site) {
  const slots = await slotsOfTomorrowOrLater(site);
  const day = slots[0]?.start.slice(0, 10) ?? '';
  const ofDay = slots.filter((slot) => slot.start.startsWith(day));
  const clinicians = [...new Set(ofDay.map(({ clinician }) => clinician))];
  // Not all at the same time, as if it had been a day of booking.
  const chosen = clinicians.flatMap(
    (name, index) => ofDay.filter((slot) => slot.clinician === name)[index] ?? [],
  );
  let bookingLink;
  for (const [index, { reason, ...patient }] of WISHES.entries()) {
    const slot = chosen[index];
    if (!slot) break;
    const booked = await post(
      `${site}api/bookings`,
      { slotId: slot.id, patient, reason },
      { prefer: 'wait=10' },
    );
    if (typeof booked.link === 'string') bookingLink = new URL(booked.link, site).href;
  }
  const held = chosen[WISHES.length];
  if (held) await post(`${site}api/holds`, { slotId: held.id });
  return { day, bookingLink };
}

/**
 * @param {string} site
 * @returns {Promise<Slot[]>}
 */
async function slotsOfTomorrowOrLater(site) {
  const answer = await fetch(`${site}api/slots`);
  const { slots } = /** @type {{ slots: Slot[] }} */ (await answer.json());
  const today = new Date().toISOString().slice(0, 10);
  return slots.filter((slot) => slot.start.slice(0, 10) > today && slot.slotType.startsWith('GP'));
}

/**
 * @param {string} address
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Record<string, unknown>>}
 */
async function post(address, body, headers = {}) {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return /** @type {Promise<Record<string, unknown>>} */ (answer.json());
}
