import { Failure } from '../failure';
import { type Contestant, ranking } from './posterior';
import { checkedSchedule, type RaceOptions } from './raceOptions';
import { type RaceOutcome, raceOutcome } from './raceOutcome';
import { labelError, RowErrors } from './rowErrors';
import { officialSamples, productSamples, type Sample } from './sampleSet';

/** Work to be done next: every row at every sample. */
export interface EvaluationPlan {
  rows: number[];
  samples: Sample[];
}

/** Rows that stay or leave together: a label's, or one prompt in the official sample set. */
interface Group {
  label: number;
  logPrior: number;
  rows: number[];
}

/**
 * Which label explains the image best: hands out evaluations stage by stage, takes their errors,
 * drops the worst labels after each stage, and says at any time how the labels stand.
 *
 * Call {@link next}, evaluate, {@link record}; until next answers undefined. Elimination and outcome
 * rank by the score log prior − error / τ; ties go to the label given first.
 */
export class Race {
  /** An upper bound of all evaluations, for progress. */
  readonly plannedEvaluations: number;
  private readonly samples: Sample[];
  private readonly stages: { end: number; keep: number }[];
  private readonly labels: RowErrors[][];
  private readonly rows: RowErrors[];
  private remaining: Group[];
  private stage = 0;
  private evaluations = 0;

  /** @throws Failure `options-invalid` naming the option and what was expected. */
  constructor(private readonly options: RaceOptions) {
    const { keep, stages } = checkedSchedule(options);
    const official = options.sampleSet === 'official';
    const { samples, ends } = official
      ? officialSamples(options.timesteps, stages)
      : { samples: productSamples({ ...options, count: stages.at(-1)! }), ends: stages };
    this.samples = samples;
    this.stages = ends.map((end, index) => ({ end, keep: keep[index]! }));
    this.labels = options.labels.map(({ rows }) =>
      Array.from({ length: rows }, () => new RowErrors()),
    );
    this.rows = this.labels.flat();
    this.remaining = startingGroups(options);
    this.plannedEvaluations = this.mostEvaluations();
  }

  /**
   * The next evaluations, about `maxEvaluations` of them but at least one sample for every row still
   * in; the same answer until they are recorded. Undefined when the race is over.
   */
  next(maxEvaluations: number): EvaluationPlan | undefined {
    const stage = this.stages[this.stage];
    if (!stage) return undefined;
    const rows = this.remaining.flatMap((group) => group.rows);
    const counts = rows.map((row) => this.rows[row]!.count);
    const start = least(counts);
    const behind = rows.filter((_, index) => counts[index] === start);
    const end = least([stage.end, ...counts.filter((count) => count > start)]);
    const size = Math.max(1, Math.floor(maxEvaluations / behind.length));
    return { rows: behind, samples: this.samples.slice(start, Math.min(end, start + size)) };
  }

  /**
   * Takes the errors of a plan, or of part of its rows, as [row of the plan][sample of the plan].
   *
   * @throws Failure `model-invalid` for an error that is not a finite number.
   */
  record(plan: EvaluationPlan, errors: readonly (readonly number[])[]): void {
    this.check(plan, errors);
    plan.rows.forEach((row, position) => {
      for (const error of errors[position]!) this.rows[row]!.append(error);
    });
    this.evaluations += plan.rows.length * plan.samples.length;
    this.eliminate();
  }

  /** How the labels stand now; the result, once the race is over. */
  outcome(): RaceOutcome {
    const inRace = new Set(this.remaining.map(({ label }) => label));
    const { temperature, prompts } = this.options;
    const visited = this.common();
    return raceOutcome({
      labels: this.options.labels.map(({ logPrior }, label) => ({
        logPrior,
        rows: this.labels[label]!,
        inRace: inRace.has(label),
      })),
      leader: this.remaining[this.ranked(visited)[0]!]!.label,
      samples: this.samples.slice(0, visited),
      evaluations: this.evaluations,
      temperature,
      prompts,
    });
  }

  /** Positions in `remaining`, best first. */
  private ranked(samples: number): number[] {
    const contestants: Contestant[] = this.remaining.map(({ logPrior, rows }) => ({
      logPrior,
      error: labelError(
        rows.map((row) => this.rows[row]!),
        samples,
        this.options.prompts,
      ),
    }));
    return ranking(contestants, this.options.temperature);
  }

  /** Samples that every row in the race has had. */
  private common(): number {
    return least(this.remaining.flatMap(({ rows }) => rows.map((row) => this.rows[row]!.count)));
  }

  /** Ends every stage whose samples all have; an official stage may hold no timestep that is new. */
  private eliminate(): void {
    const common = this.common();
    for (let stage = this.stages[this.stage]; stage?.end === common; ) {
      const kept = new Set(this.ranked(common).slice(0, stage.keep));
      this.remaining = this.remaining.filter((_, position) => kept.has(position));
      stage = this.stages[++this.stage];
    }
  }

  private check(plan: EvaluationPlan, errors: readonly (readonly number[])[]): void {
    plan.rows.forEach((row, position) => {
      if (plan.samples[0]?.index !== this.rows[row]?.count) {
        throw new Error(`Row ${row} was recorded out of order.`);
      }
      if (errors[position]?.length !== plan.samples.length) {
        throw new Error(`Row ${row} needs ${plan.samples.length} errors.`);
      }
      const broken = errors[position].findIndex((error) => !Number.isFinite(error));
      if (broken >= 0) {
        const timestep = plan.samples[broken]!.timestep;
        throw new Failure(
          'model-invalid',
          `The denoiser's output at timestep ${timestep} is not a finite number. Its weights may be ` +
            'damaged, or too large for half precision: export it in float32.',
          { timestep: String(timestep) },
        );
      }
    });
  }

  private mostEvaluations(): number {
    const sizes = this.remaining.map(({ rows }) => rows.length).sort((a, b) => b - a);
    let total = 0;
    let keep = sizes.length;
    let start = 0;
    for (const stage of this.stages) {
      const rows = sizes.slice(0, keep).reduce((sum, size) => sum + size, 0);
      total += rows * (stage.end - start);
      ({ end: start, keep } = stage);
    }
    return total;
  }
}

function startingGroups({ labels, sampleSet }: RaceOptions): Group[] {
  let first = 0;
  return labels.flatMap(({ rows: count, logPrior }, label) => {
    const rows = Array.from({ length: count }, (_, prompt) => first + prompt);
    first += count;
    return sampleSet === 'official'
      ? rows.map((row) => ({ label, logPrior, rows: [row] }))
      : [{ label, logPrior, rows }];
  });
}

// Math.min(...values) overflows the stack from about 100,000 values on.
function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}
