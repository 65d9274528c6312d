import { findModel, resolveLabel } from '../models';

/**
 * The labels that a model knows, in the order of its classes, each meaning once: a name that an
 * earlier class has, too, is left out.
 *
 * @param model An id or a folder. Default: the bundled model.
 * @throws Failure `model-not-found`, `model-invalid`
 */
export async function modelLabels(model?: string): Promise<string[]> {
  const found = await findModel(model);
  const names = found.classifier.labels.map(({ name }) => name);
  return names.filter((name, index) => resolveLabel(found, name) === index);
}
