import { l10n } from 'vscode';
import { ClassificationFailure } from '../failure';
import type { LabelSet } from '../labelSets';

/** The failure of a request, where it is not the settings but a label set that has its templates. */
export function labelSetFailure(
  failure: ClassificationFailure,
  { name = '', templates }: LabelSet,
): ClassificationFailure {
  const { model, option } = failure.details;
  if (!templates || !model || option !== 'templates') return failure;
  // As with a label that is unknown, other labels help or another model.
  return new ClassificationFailure(
    'label-unknown',
    l10n.t(
      'Model {0} reads no text, and the label set "{1}" has templates. Remove them from it, or choose a text-to-image model.',
      model,
      name,
    ),
  );
}
