/** The border towards the patients: the pages and the JSON API of the booking site, over real sockets. */
import { Agent, request } from 'node:http';

import { ADA, TYPES, openSiteDesk } from '../../support/site-desk.ts';
import { type Border, type Verdict, verdictOf } from './border.ts';
import { type Chance, spoilText, spoilValue, textOf } from './spoil.ts';

const FREELY = { burst: 1_000_000, perSecond: 1_000_000 };

interface Sent {
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
  readonly type?: string;
}

export async function openSiteBorder(): Promise<Border> {
  const desk = await openSiteDesk({ limits: { reads: FREELY, writes: FREELY, wrongIdentities: FREELY } });
  desk.addSlots(...['09:00', '09:10', '09:20'].map((time) => ({ daysAhead: 1, time })));
  const patient = { nhsNumber: ADA.nhsNumber, dateOfBirth: ADA.dateOfBirth };
  const bodies = [
    { at: 'api/holds', body: { slotId: 'slot-1' } },
    { at: 'api/bookings', body: { slotId: 'slot-1', patient, reason: 'A cough' } },
    { at: 'api/bookings', body: { holdId: 'hold-1', patient } },
    { at: 'api/bookings/b/move', body: { slotId: 'slot-1' } },
  ];
  const queries = [
    `api/slots?from=2026-11-23&to=2026-11-24&slotType=${encodeURIComponent(TYPES.phone.name)}`,
    'api/slots?from=2026-11-23T09:10:00%2B00:00',
    `when?type=${TYPES.phone.id}`,
    `times?type=${TYPES.phone.id}&day=2026-11-24`,
    'bookings/b?token=t',
    'bookings/b/cancel?token=t',
    'bookings/b/move?token=t&day=2026-11-24',
  ];
  const forms = ['hold', 'bookings/b/cancel', 'bookings/b/undo', 'bookings/b/move'];

  const agent = new Agent({ keepAlive: true });
  const send = (url: URL, { method = 'GET', body = '', type = '' }: Sent): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = body === '' ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
      const call = request(url, { method, headers, agent }, (answer) => {
        answer.on('end', () => resolve(answer.statusCode ?? 0));
        answer.on('error', reject);
        answer.resume();
      });
      call.on('error', reject);
      call.end(body);
    });

  async function ask(at: string, sent: Sent = {}): Promise<Verdict> {
    // What cannot even be an address never leaves a browser.
    const url = URL.canParse(at, desk.url) ? new URL(at, desk.url) : undefined;
    if (url?.origin !== new URL(desk.url).origin) return 'refused';
    const status = await send(url, sent);
    if (status >= 500) throw new Error(`it broke with ${status}`);
    return verdictOf(status < 400);
  }
  const post = (at: string, body: string, type = 'application/json'): Promise<Verdict> =>
    ask(at, { method: 'POST', body, type });

  function spoiltRequest(chance: Chance): Promise<Verdict> {
    const { at, body } = chance.oneOf(bodies);
    switch (chance.below(4)) {
      case 0:
        return post(at, spoilText(JSON.stringify(body), chance));
      case 1:
        return post(at, textOf(spoilValue(body, chance), chance));
      case 2:
        return ask(spoilText(chance.oneOf(queries), chance));
      default: {
        const form = spoilText('slotId=slot-1&token=t&nhsNumber=9990000018&day=29&month=2&year=1980', chance);
        return post(chance.oneOf(forms), form, 'application/x-www-form-urlencoded');
      }
    }
  }
  return {
    name: 'booking site',
    spoilt: spoiltRequest,
    untouched: (chance) => ask(chance.oneOf(queries.slice(0, 2))),
    documents: {
      whole: bodies.map(({ body }) => Buffer.from(JSON.stringify(body))),
      read: (cut, which) => post(bodies[which]?.at ?? '', cut.toString('utf8')),
    },
    close() {
      agent.destroy();
      return desk.stop();
    },
  };
}
