// A browser for the patients' pages: Debian's Chromium where it is, else the Chrome or Edge a desktop has.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function launchChromium(): Promise<Browser> {
  const executablePath = INSTALLED.find((file) => existsSync(file));
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  if (executablePath) return chromium.launch({ executablePath, args });
  return chromium.launch({ channel: process.platform === 'win32' ? 'msedge' : 'chrome', args });
}
