/**
 * Every border of the app that the fuzz knows; those that take longest stand first, as each is a worker's. A worker loads only
 * what its own border needs.
 */
import type { Border } from './border.ts';

type OpenBorder = () => Promise<Border>;

const fileBorder =
  (
    open:
      | 'openConfigurationBorder'
      | 'openCredentialsBorder'
      | 'openLastOpenedBorder'
      | 'openFaultFileBorder'
      | 'openChoiceBorder',
  ): OpenBorder =>
  async () =>
    (await import('./file-borders.ts'))[open]();

export const ALL_BORDERS: readonly OpenBorder[] = [
  async () => (await import('./webhook-border.ts')).openWebhookBorder(),
  async () => (await import('./site-border.ts')).openSiteBorder(),
  async () => (await import('./systmone-borders.ts')).openLineBorder(),
  async () => (await import('./ehr-borders.ts')).openGpConnectBorder(),
  async () => (await import('./systmone-borders.ts')).openFramesBorder(),
  async () => (await import('./ehr-borders.ts')).openEmisBorder(),
  fileBorder('openConfigurationBorder'),
  fileBorder('openLastOpenedBorder'),
  fileBorder('openCredentialsBorder'),
  fileBorder('openFaultFileBorder'),
  fileBorder('openChoiceBorder'),
  async () => (await import('./window-border.ts')).openWindowBorder(),
];
