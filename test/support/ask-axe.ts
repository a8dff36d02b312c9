/** What axe has against a page, one line for each place of it; no line is what every screen is held to. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

export async function whatAxeFinds(page: Page): Promise<string[]> {
  // No page of ours has frames; without the search for them it takes half the time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}
