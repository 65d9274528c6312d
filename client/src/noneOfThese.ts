import { l10n } from 'vscode';
import type { ClassifyResult } from '../../server/src/protocol';

/** A result whose "none of these", which is nobody's label, is in the language of the editor. */
export function withNoneNamed(result: ClassifyResult): ClassifyResult {
  const english = result.labels.find(({ none }) => none)?.label;
  if (english === undefined) return result;
  const name = l10n.t('none of these');
  const renamed = (label: string): string => (label === english ? name : label);
  const { decision, errors } = result;
  return {
    ...result,
    predicted: renamed(result.predicted),
    labels: result.labels.map((label) => (label.none ? { ...label, label: name } : label)),
    ...(errors && {
      errors: Object.fromEntries(
        Object.entries(errors).map(([label, ofLabel]) => [renamed(label), ofLabel]),
      ),
    }),
    ...(decision && { decision: { ...decision, inRace: decision.inRace.map(renamed) } }),
  };
}
