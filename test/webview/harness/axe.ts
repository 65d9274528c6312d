import axe, { type Result } from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';

/** What axe-core finds serious or critical in a document as it is, one a line. */
export async function seriousFindings(document: Page | FrameLocator): Promise<string[]> {
  const run = `(async () => {
    if (!window.axe) { ${axe.source} }
    return (await window.axe.run(document, { preload: false, resultTypes: ['violations'] })).violations;
  })()`;
  const findings: Result[] = await document.locator(':root').evaluate(run);
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary = '' }) =>
          `${id}: ${help}: ${JSON.stringify(target)} ${failureSummary}`,
      ),
    );
}
