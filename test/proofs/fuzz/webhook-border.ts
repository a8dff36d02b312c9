/** The border towards whoever takes our notices: of its answer only the head is read. */
import { asId } from '#shared/domain/ids.ts';

import { createWebhook } from '../../../src/main/notices/webhook.ts';
import type { NoticeToSend } from '../../../src/main/ports/notice-gateway.ts';
import { systemClock } from '../../../src/main/this-pc/system-clock.ts';
import { rawAnswer, startRawServer } from '../../support/ehr-raw-server.ts';
import { TEST_NOW } from '../../support/open-test-store.ts';
import { type Border, type Verdict, verdictOf } from './border.ts';
import { spoilText } from './spoil.ts';

const NOTICE: NoticeToSend = {
  ...{ id: 'n', kind: 'confirmed', bookingId: asId('b'), startsAt: TEST_NOW, at: TEST_NOW },
  ...{ slotTypeName: 'GP telephone', clinicianName: 'Dr A Shah', siteName: 'Main Street' },
  link: 'http://127.0.0.1/bookings/b?token=t',
};

export async function openWebhookBorder(): Promise<Border> {
  const server = await startRawServer();
  const gateway = createWebhook({ webhookUrl: server.baseUrl }, { clock: systemClock });
  const answers = ['200 OK', '204 No Content', '302 Found', '429 Too Many Requests', '503 Busy'].map(
    (status) =>
      rawAnswer('{"ok":true}', { status, headers: { 'Retry-After': '7', Connection: 'close' } }).toString(
        'latin1',
      ),
  );
  const [fine = ''] = answers;
  async function deliver(answer: string): Promise<Verdict> {
    server.behave((socket) => void socket.end(Buffer.from(answer, 'latin1')));
    const outcome = await gateway.deliver(NOTICE);
    return verdictOf(outcome.ok);
  }
  return {
    name: 'webhook',
    spoilt: (chance) => deliver(spoilText(chance.oneOf(answers), chance)),
    untouched: () => deliver(fine),
    documents: {
      // Cut off in its head, nothing was said; what comes behind that is not read.
      whole: [Buffer.from(fine.slice(0, fine.indexOf('\r\n\r\n') + 4), 'latin1')],
      read: (cut) => deliver(cut.toString('latin1')),
    },
    close: () => server.close(),
  };
}
