import type { Elimination } from './elimination';
import { type Group, rankedGroups } from './group';
import type { RaceOptions } from './raceOptions';

interface Stage {
  /** Samples had by the end. */
  end: number;
  /** How many groups go on. */
  keep: number;
}

/** Keeps the best so-many after each stage. */
export class StagedElimination implements Elimination {
  readonly mostEvaluations: number;
  readonly decision = null;
  private stage = 0;

  constructor(
    private readonly options: RaceOptions,
    private readonly stages: readonly Stage[],
    groups: readonly Group[],
  ) {
    this.mostEvaluations = mostEvaluations(stages, groups);
  }

  get nextLook(): number | undefined {
    return this.stages[this.stage]?.end;
  }

  look(groups: readonly Group[]): Group[] {
    const { end, keep } = this.stages[this.stage++]!;
    const kept = new Set(rankedGroups(groups, end, this.options).slice(0, keep));
    return groups.filter((group) => kept.has(group));
  }
}

/** With the largest groups going on. */
function mostEvaluations(stages: readonly Stage[], groups: readonly Group[]): number {
  const sizes = groups.map(({ rows }) => rows.length).sort((a, b) => b - a);
  let total = 0;
  let keep = sizes.length;
  let start = 0;
  for (const stage of stages) {
    const rows = sizes.slice(0, keep).reduce((sum, size) => sum + size, 0);
    total += rows * (stage.end - start);
    ({ end: start, keep } = stage);
  }
  return total;
}
