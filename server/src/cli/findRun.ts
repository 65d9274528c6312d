import { Failure } from '../failure';
import type { RunSummary } from '../protocol';

/**
 * The run that `text` is the id of, or the beginning of one id alone.
 *
 * @throws Failure `run-not-found`.
 */
export function findRun(runs: readonly RunSummary[], text: string): RunSummary {
  const found = runs.filter(({ run }) => run.startsWith(text.toLowerCase()));
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const why =
    others.length > 0
      ? `several: ${found.map(({ run }) => run).join(', ')}. Give more of its digits.`
      : 'none. "diffusion-classifier runs list" shows those that there are.';
  throw new Failure('run-not-found', `Of runs that begin with ${text} there are ${why}`, {
    run: text,
  });
}
