import { Failure } from '../failure';
import type { Elimination } from './elimination';
import { type Group, rankedGroups, startingGroups } from './group';
import { planElimination } from './planElimination';
import { checkRace, type RaceOptions } from './raceOptions';
import { type RaceOutcome, raceOutcome } from './raceOutcome';
import type { RowErrors } from './rowErrors';
import type { Sample } from './sampleSet';

/** Work to be done next: every row at every sample. */
export interface EvaluationPlan {
  rows: number[];
  samples: Sample[];
}

/**
 * Which label explains the image best: hands out evaluations, takes their errors, lets labels leave
 * by the elimination asked for, and says at any time how they stand.
 *
 * Call {@link next}, evaluate, {@link record}; until next answers undefined. Elimination and outcome
 * rank by the score log prior − error / τ; ties go to the label given first.
 */
export class Race {
  /** An upper bound of all evaluations, for progress. */
  readonly plannedEvaluations: number;
  private readonly samples: readonly Sample[];
  private readonly elimination: Elimination;
  private readonly labels: RowErrors[][];
  private readonly rows: RowErrors[];
  private remaining: Group[];
  private evaluations = 0;

  /** @throws Failure `options-invalid` naming the option and what was expected. */
  constructor(private readonly options: RaceOptions) {
    checkRace(options);
    this.remaining = startingGroups(options);
    this.labels = options.labels.map(() => []);
    for (const { label, errors } of this.remaining) this.labels[label]!.push(...errors);
    this.rows = this.labels.flat();
    ({ samples: this.samples, elimination: this.elimination } = planElimination(
      options,
      this.remaining,
    ));
    this.plannedEvaluations = this.elimination.mostEvaluations;
  }

  /**
   * The next evaluations, about `maxEvaluations` of them but at least one sample for every row still
   * in; the same answer until they are recorded. Undefined when the race is over.
   */
  next(maxEvaluations: number): EvaluationPlan | undefined {
    const look = this.elimination.nextLook;
    if (look === undefined) return undefined;
    const rows = this.remaining.flatMap((group) => group.rows);
    const counts = rows.map((row) => this.rows[row]!.count);
    const start = least(counts);
    const behind = rows.filter((_, index) => counts[index] === start);
    const end = least([look, ...counts.filter((count) => count > start)]);
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
      leader: rankedGroups(this.remaining, visited, this.options)[0]!.label,
      samples: this.samples.slice(0, visited),
      evaluations: this.evaluations,
      temperature,
      prompts,
      decision: this.elimination.decision,
    });
  }

  /** Samples that every row in the race has had. */
  private common(): number {
    return least(this.remaining.flatMap(({ rows }) => rows.map((row) => this.rows[row]!.count)));
  }

  /** Takes every look that is due; an official stage may hold no timestep that is new. */
  private eliminate(): void {
    const common = this.common();
    while (this.elimination.nextLook === common) {
      this.remaining = this.elimination.look(this.remaining);
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
}

// Math.min(...values) overflows the stack from about 100,000 values on.
function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}
