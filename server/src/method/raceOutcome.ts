import type { Decision } from './elimination';
import { ranking, scores, softmax } from './posterior';
import { labelError, labelErrors, type PromptRule, type RowErrors } from './rowErrors';
import type { Sample } from './sampleSet';

interface LabelOutcome {
  /** Mean error over the label's own samples; 0 before the first. */
  error: number;
  /** Samples the label has been evaluated on. */
  samples: number;
  /** How much larger the label's error is than the leader's, on the samples both have had. */
  margin: number;
  /**
   * log prior − d / τ, highest for the winner, or −d without a τ, where d is the label's margin
   * counted from the smallest one.
   */
  score: number;
  /** Softmax of the scores, summing to one over all labels; null without a τ. */
  probability: number | null;
  inRace: boolean;
}

export interface RaceOutcome {
  /** Indices of labels, best first; those that left the race come after those in it. */
  order: number[];
  /** By index of label. */
  labels: LabelOutcome[];
  /** Denoiser forwards so far: one row at one sample is one evaluation. */
  evaluations: number;
  /** The samples on which every label in the race has been evaluated, in order. */
  samples: Sample[];
  /** [label][sample]: the deciding prompt's error or the mean over prompts, null where not evaluated. */
  errors: (number | null)[][];
  /** Of a race with a stated error rate; null for other rules. */
  decision: Decision | null;
}

/** A race at some moment. */
interface RaceState {
  labels: readonly { logPrior: number; rows: readonly RowErrors[]; inRace: boolean }[];
  /** Index of the label ahead of those in the race on `samples`. */
  leader: number;
  /** The samples that every row in the race has had. */
  samples: Sample[];
  evaluations: number;
  temperature: number | null;
  prompts: PromptRule;
  decision: Decision | null;
}

/**
 * Ranks labels that may have had different numbers of samples, each against the leader on the
 * samples they share: of two labels dropped at different times none gains by having seen easier ones.
 */
export function raceOutcome(state: RaceState): RaceOutcome {
  const { labels, leader, samples, evaluations, temperature, prompts, decision } = state;
  const counts = labels.map(({ rows, inRace }) =>
    inRace ? samples.length : rows.reduce((most, row) => Math.max(most, row.count), 0),
  );
  const error = (label: number, count: number) => labelError(labels[label]!.rows, count, prompts);
  const contestants = labels.map(({ logPrior }, label) => ({
    logPrior,
    error: error(label, counts[label]!) - error(leader, counts[label]!),
  }));
  const score = scores(contestants, temperature);
  const probability = temperature === null ? undefined : softmax(score);
  const order = ranking(contestants, temperature);
  return {
    order: [
      ...order.filter((label) => labels[label]!.inRace),
      ...order.filter((label) => !labels[label]!.inRace),
    ],
    labels: labels.map(({ inRace }, label) => ({
      error: error(label, counts[label]!),
      samples: counts[label]!,
      margin: contestants[label]!.error,
      score: score[label]!,
      probability: probability?.[label] ?? null,
      inRace,
    })),
    evaluations,
    samples,
    decision,
    // Made when it is read: a standing after every batch has no use for labels × samples numbers.
    get errors() {
      return labels.map(({ rows }, label) => [
        ...labelErrors(rows, counts[label]!, prompts),
        ...new Array<null>(samples.length - counts[label]!).fill(null),
      ]);
    },
  };
}
