import { l10n, type Uri } from 'vscode';
import type { LabelRequest } from '../../../server/src/protocol';
import { imageName } from '../images';
import { askKnown } from '../knownResults';
import { labelNames } from '../labelSets';
import type { ClassifyParts } from './classifyFiles';

/**
 * Opens the panel of one image where it says why: with the labels that it was classified by, else
 * those used last, else asks for some.
 */
export async function explainImage(
  { labels, panels, server, results }: ClassifyParts,
  image: Uri,
): Promise<void> {
  const last = await labels.last();
  const result = results.get(image) ?? (await askKnown(server, image));
  const known = result?.labels.filter(({ none }) => !none).map(({ label }) => label) ?? [];
  if (known.length > 1) {
    panels.showImage(image, withPrompts(known, last?.labels ?? []), 'explain');
    return;
  }
  const set = last ?? (await labels.ask(l10n.t('Explain {0}', imageName(image)), [image]));
  if (!set) return;
  await labels.remember(set);
  panels.showImage(image, set.labels, 'explain');
}

/** The labels used last, where they have these names: a result has no prompts. */
function withPrompts(
  names: readonly string[],
  last: readonly LabelRequest[],
): readonly LabelRequest[] {
  const areSame = labelNames(last).sort().join('\n') === [...names].sort().join('\n');
  return areSame ? last : names;
}
