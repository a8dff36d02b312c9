/**
 * The few files that the pages load, read once and addressed by their content, so that browsers may keep them for ever.
 * The NHS typeface needs a licence that we do not have: its rules are taken out and Arial, the same list's next, shows.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AssetPaths } from './deps.ts';

export interface AssetFile {
  /** `/assets/0a1b2c3d4e5f/booking.css` */
  readonly href: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type AssetName = 'nhsukCss' | 'siteCss' | 'siteScript' | 'icon';
export type Assets = Readonly<Record<AssetName, AssetFile>>;

/** Without the font files, and without the name under which a PC may have them installed. */
export const withoutNhsTypeface = (css: string): string =>
  css
    .replaceAll(/@font-face\s*\{[^}]*\}/g, '')
    .replaceAll(/(["']?)Frutiger W01\1\s*,\s*/g, '')
    .replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, '');

export async function readAssets({ nhsukCss, siteFolder }: AssetPaths): Promise<Assets> {
  const asset = (name: string, type: string, text: string): AssetFile => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    return { href: `/assets/${hash}/${name}`, type, bytes: Uint8Array.from(Buffer.from(text)) };
  };
  const read = (file: string) => readFile(file, 'utf8');
  const [nhsuk, css, script, icon] = await Promise.all([
    read(nhsukCss),
    read(path.join(siteFolder, 'booking.css')),
    read(path.join(siteFolder, 'booking.js')),
    read(path.join(siteFolder, 'icon.svg')),
  ]);
  return {
    nhsukCss: asset('nhsuk.css', 'text/css; charset=utf-8', withoutNhsTypeface(nhsuk)),
    siteCss: asset('booking.css', 'text/css; charset=utf-8', css),
    siteScript: asset('booking.js', 'text/javascript; charset=utf-8', script),
    icon: asset('icon.svg', 'image/svg+xml', icon),
  };
}
