import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { type Loss, type TimestepStrategy, timestepStrategies } from '../method';
import { type ClassifyOptions, classifyRequestSchema, type LabelRequest } from '../protocol';
import type { EngineFlags } from './openEngine';
import { planStudy, type StudyPlan } from './studyPlan';

/** The flags of `study timesteps`, as commander gives them. */
export interface StudyFlags extends EngineFlags {
  model?: string;
  template?: string[];
  promptSet?: string;
  preprocessing?: string;
  loss?: Loss;
  seed?: number;
  /** Numbers of samples. */
  samples?: number[];
  /** How many images, at most. */
  images?: number;
  /** Names, with semicolons between them. */
  strategies?: string;
  band?: number[];
  out?: string;
  plot?: string;
}

const defaultCounts = [1, 2, 5, 10, 20, 50, 100];
/** Samples: 10 labels at as many take hours. */
const largestCount = 100_000;

function withoutSpaces(name: string): string {
  return name.replace(/\s/g, '').toLowerCase();
}

/** @throws Failure `options-invalid` naming the strategies there are. */
function chosenStrategies(names: string | undefined, all: TimestepStrategy[]): TimestepStrategy[] {
  if (names === undefined) return all;
  const chosen = names.split(';').map((name) => {
    const found = all.find((strategy) => withoutSpaces(strategy.name) === withoutSpaces(name));
    if (found) return found;
    const known = all.map((strategy) => `"${strategy.name}"`).join('; ');
    throw new Failure(
      'options-invalid',
      `--strategies names "${name.trim()}", which is none. Expected some of these, with semicolons between them: ${known}.`,
      { strategy: name.trim(), known },
    );
  });
  return [...new Set(chosen)];
}

/**
 * What the flags ask for, of a model with T timesteps.
 *
 * @throws Failure `options-invalid` for a band that is none, or no samples at all.
 */
export function plannedStudy(
  flags: StudyFlags,
  T: number,
): { plan: StudyPlan; band: readonly [number, number] } {
  const [from = 0, to = T] = flags.band ?? [];
  if ((flags.band && flags.band.length !== 2) || to - from < 2 || to > T) {
    throw new Failure(
      'options-invalid',
      `--band ${flags.band?.join(',')}: expected the first timestep and the one after the last, at least two apart and within 0,${T}, such as 200,800.`,
      { band: String(flags.band) },
    );
  }
  const strategies = chosenStrategies(flags.strategies, timestepStrategies(T, [from, to]));
  if (flags.images === 0) {
    throw new Failure('options-invalid', '--images 0: expected at least 1.', { images: '0' });
  }
  const counts = flags.samples ?? defaultCounts;
  if (counts.some((count) => count < 1 || count > largestCount)) {
    throw new Failure(
      'options-invalid',
      `--samples ${counts.join(',')}: expected whole numbers from 1 to ${largestCount}.`,
      { samples: counts.join() },
    );
  }
  const plan = planStudy(strategies, [...new Set(counts)]);
  if (plan.cells.length === 0) {
    throw new Failure(
      'options-invalid',
      `--samples ${counts.join(',')}: none of the strategies can have as many or as few. Expected at least a sample for each of its timesteps, and for "even N" and "consecutive N" a timestep for each sample.`,
      { samples: counts.join() },
    );
  }
  return { plan, band: [from, to] };
}

/** What is asked of every image. */
export interface StudyRequest {
  labels: LabelRequest[];
  model?: string | undefined;
  options: ClassifyOptions;
}

/**
 * Checks by the same schema as a request to classify.
 *
 * @throws Failure `options-invalid`.
 */
export function studyRequest(
  { model, template: templates, promptSet, preprocessing, seed }: StudyFlags,
  labels: string[],
): StudyRequest {
  const asked = { labels, model, options: { templates, promptSet, preprocessing, seed } };
  const parsed = classifyRequestSchema.omit({ image: true }).safeParse(asked);
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return { ...parsed.data, options: parsed.data.options ?? {} };
}
