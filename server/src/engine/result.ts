import type { RaceOutcome } from '../method';
import type { ClassifyResult, LabelResult, Provider, Standing, Warning } from '../protocol';

function labelResult(names: readonly string[], outcome: RaceOutcome, label: number): LabelResult {
  const { error, margin, probability, samples } = outcome.labels[label]!;
  return { label: names[label]!, probability, error, samples, margin };
}

/** Probabilities are there for all labels or for none. */
function isCalibrated(outcome: RaceOutcome): boolean {
  return outcome.labels.every(({ probability }) => probability !== null);
}

export function toStanding(
  names: readonly string[],
  outcome: RaceOutcome,
  plannedEvaluations: number,
): Standing {
  return {
    labels: outcome.order.map((label) => ({
      ...labelResult(names, outcome, label),
      inRace: outcome.labels[label]!.inRace,
    })),
    calibrated: isCalibrated(outcome),
    evaluations: outcome.evaluations,
    plannedEvaluations,
  };
}

export function toResult(
  of: {
    image: string;
    model: string;
    provider: Provider;
    names: readonly string[];
    warnings: Warning[];
    seconds: number;
    trace: boolean;
  },
  outcome: RaceOutcome,
): ClassifyResult {
  const { errors, samples } = of.trace ? outcome : { errors: [], samples: [] };
  return {
    image: of.image,
    model: of.model,
    predicted: of.names[outcome.order[0]!]!,
    labels: outcome.order.map((label) => labelResult(of.names, outcome, label)),
    calibrated: isCalibrated(outcome),
    evaluations: outcome.evaluations,
    seconds: of.seconds,
    provider: of.provider,
    ...(of.warnings.length > 0 && { warnings: of.warnings }),
    ...(of.trace && {
      samples: samples.map(({ index, timestep }) => ({ index, timestep })),
      errors: Object.fromEntries(of.names.map((name, label) => [name, errors[label]!])),
    }),
  };
}
