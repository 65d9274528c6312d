import type { ModelEntry } from '../protocol';
import { bytesText } from './quantities';

const states = {
  bundled: () => 'comes with the package',
  downloaded: () => 'downloaded',
  partial: ({ bytes: { missing, total } }: ModelEntry) =>
    `begun, ${bytesText(missing)} of ${bytesText(total)} missing`,
  available: ({ bytes: { total } }: ModelEntry) => `to download, ${bytesText(total)}`,
} as const;

function described(entry: ModelEntry): string {
  const { id, title, description, imageSize, memory, licence, folder } = entry;
  const size = imageSize > 0 ? [`${imageSize} × ${imageSize} pixels`] : [];
  const needs = [...size, `${bytesText(memory)} of memory`, `licence ${licence.name}`].join(', ');
  return [
    `${id}  (${states[entry.state](entry)})`,
    `  ${title}${description && `. ${description}`}`,
    `  ${needs}`,
    ...(folder === undefined ? [] : [`  ${folder}`]),
  ].join('\n');
}

/** The models there are, as people read them. */
export function modelsTable(entries: readonly ModelEntry[]): string {
  return entries.map(described).join('\n\n');
}
