import { Failure } from '../failure';
import { findModel, resolveLabel } from '../models';

/**
 * The labels that a model knows, in the order of its classes, each meaning once: a name that an
 * earlier class has, too, is left out. Of a model that reads any text, those that it offers.
 *
 * @param model An id or a folder. Default: the bundled model.
 * @throws Failure `model-not-found`, `model-invalid`; `labels-invalid` where it offers none.
 */
export async function modelLabels(model?: string): Promise<string[]> {
  const found = await findModel(model);
  const names = found.classifier.labels.map(({ name }) => name);
  if (names.length === 0) {
    throw new Failure(
      'labels-invalid',
      `Model ${found.id} takes any words as labels and has none of its own: say which labels to choose from.`,
      { model: found.id },
    );
  }
  if (found.vocabulary === 'open') return names;
  return names.filter((name, index) => resolveLabel(found, name) === index);
}
