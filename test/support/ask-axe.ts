/** What axe has against a page, one line for each place of it; no line is what every screen is held to. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

export async function whatAxeFinds(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}
