import type { FailureCode } from '../../server/src/failure';
import { Failure } from '../../server/src/failure';
import type { ClassifyResult } from '../../server/src/protocol';
import { ChildMemory } from './childMemory';

/** How long anything may take, in milliseconds. */
const patience = 5_000;

/** From the mean of the second tenth to the mean of the last: peaks come and go. */
function growth(values: readonly number[]): number {
  const tenth = Math.ceil(values.length / 10);
  const mean = (part: readonly number[]) =>
    part.reduce((sum, value) => sum + value, 0) / part.length;
  return Math.round(mean(values.slice(-tenth)) - mean(values.slice(tenth, 2 * tenth)));
}

/** What became of a run of mutations: figures for the report, and whatever must not happen. */
export class Tally {
  readonly problems: string[] = [];
  readonly children = new ChildMemory();
  private readonly outcomes: Record<string, number> = {};
  private readonly hostMegabytes: number[] = [];
  private readonly serverMegabytes: number[] = [];
  private slowest = { ms: 0, mutation: '' };

  /**
   * @param codes what a mutation may be refused with.
   * @param isNamed whether a failure names the thing that was mutated.
   */
  constructor(
    private readonly codes: readonly FailureCode[],
    private readonly isNamed: (failure: Failure, thing: string) => boolean,
  ) {}

  /** Waits for a classification and notes its outcome: a whole result, or a failure as it should be. */
  async note(
    mutation: string,
    thing: string,
    classify: () => Promise<ClassifyResult>,
  ): Promise<void> {
    const complain = (problem: string): void => this.complain(mutation, problem);
    const began = performance.now();
    const outcome = await classify().then(
      ({ labels }) => {
        const isWhole = labels.length === 2 && labels.every(({ error }) => Number.isFinite(error));
        if (!isWhole) complain(`answered ${JSON.stringify(labels)}`);
        return 'accepted';
      },
      (error: unknown) => {
        if (!(error instanceof Failure)) {
          complain(`no failure: ${error instanceof Error ? error.stack : error}`);
          return 'other';
        }
        const { code, message } = error;
        if (!this.codes.includes(code)) complain(`refused with ${code}: ${message}`);
        if (!this.isNamed(error, thing)) complain(`does not say what: ${message}`);
        if (message.length > 3_000) complain(`says ${message.length} characters`);
        return code;
      },
    );
    const ms = Math.round(performance.now() - began);
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    if (ms > this.slowest.ms) this.slowest = { ms, mutation };
    if (ms > patience) complain(`took ${ms} ms`);
    this.hostMegabytes.push(this.children.look());
    this.serverMegabytes.push(process.memoryUsage.rss() / 1e6);
  }

  complain(mutation: string, problem: string): void {
    this.problems.push(`${mutation}: ${problem}`.slice(0, 1_000));
  }

  figures() {
    this.children.stop();
    return {
      tried: this.hostMegabytes.length,
      outcomes: this.outcomes,
      slowest: this.slowest,
      serverGrowthMegabytes: growth(this.serverMegabytes),
      hostGrowthMegabytes: growth(this.hostMegabytes),
      hostPeakMegabytes: Math.round(this.children.peak),
    };
  }
}
