/** The other side of the notices: a webhook that at times is not there, and at times takes a notice and does not say so. */
import type { NoticeGateway } from '../../src/main/ports/notice-gateway.ts';
import { failure } from '../../src/shared/domain/failure.ts';
import { failed, ok } from '../../src/shared/domain/outcome.ts';
import type { Judge } from './judge/judge.ts';
import type { Life, VirtualTime } from './virtual-time.ts';
import type { Weather } from './weather.ts';

const silent = failure('timed-out', 'The webhook did not answer.');

export const createSimulatedGateway = (deps: {
  readonly time: VirtualTime;
  readonly life: Life;
  readonly weather: Weather;
  readonly judge: Judge;
}): NoticeGateway => ({
  deliver: (notice) =>
    new Promise((resolve) => {
      const { time, life, weather, judge } = deps;
      const fate = weather.ofWebhook();
      if (fate !== 'lost') time.inWorld(weather.usualMs(), () => judge.noticeArrived(notice));
      time.onPc(2 * weather.usualMs() + 320, life, () =>
        resolve(fate === 'well' ? ok(undefined) : failed(silent)),
      );
    }),
});
