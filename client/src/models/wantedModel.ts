import { l10n } from 'vscode';
import type { ModelEntry } from '../../../server/src/protocol';
import { bytesText } from './amounts';
import type { Licence } from './licence';

/** A model that somebody wants to have on this machine. */
export interface WantedModel {
  /** What the server knows it by: an id, or `owner/name`. */
  model: string;
  title: string;
  /** Unknown until the hub has been asked, where the model is not in the catalogue. */
  licence?: Licence;
  /** What else is to be known before the first byte, a line each. */
  facts: readonly string[];
}

export function wantedModel({
  id,
  title,
  bytes,
  licence,
  source,
  imageSize,
  memory,
}: ModelEntry): WantedModel {
  const facts = [
    l10n.t('{0} are to be downloaded.', bytesText(bytes.missing)),
    ...(source
      ? [l10n.t('From: {0}, revision {1}', source.repository, shortRevision(source.revision))]
      : []),
    ...(imageSize > 0
      ? [l10n.t('Images of {0} pixels a side; {1} of memory.', imageSize, bytesText(memory))]
      : []),
  ];
  return { model: id, title, licence, facts };
}

/** A commit by its first digits, as is usual; a branch or tag as it is. */
function shortRevision(revision: string): string {
  return /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : revision;
}
