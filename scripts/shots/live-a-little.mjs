// Gives the sample practice something to show: a few online bookings and a hold on one day. Only ever on the sample,
// whose patients are invented.

const ADA = { nhsNumber: '9990000018', dateOfBirth: '1980-02-29' };
const REASONS = ['Sore throat for a week', 'Blood pressure results', 'Repeat prescription', ''];

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
  const byClinician = new Map(ofDay.toReversed().map((slot) => [slot.clinician, slot]));
  const chosen = [...byClinician.values()];
  let bookingLink;
  for (const [index, reason] of REASONS.entries()) {
    const slot = chosen[index];
    if (!slot) break;
    const booked = await post(
      `${site}api/bookings`,
      { slotId: slot.id, patient: ADA, reason },
      { prefer: 'wait=10' },
    );
    if (typeof booked.link === 'string') bookingLink = new URL(booked.link, site).href;
  }
  const held = chosen[REASONS.length];
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
