import type { RaceOptions, RaceOutcome } from '../method';
import type {
  ClassifyResult,
  Decision,
  LabelResult,
  Provider,
  Shortlist,
  Standing,
  Warning,
} from '../protocol';

/** What labels are called, and which of them is "none of these". */
interface Names {
  names: readonly string[];
  none: number | undefined;
}

function labelResult({ names, none }: Names, outcome: RaceOutcome, label: number): LabelResult {
  const { error, margin, probability, samples } = outcome.labels[label]!;
  return {
    label: names[label]!,
    probability,
    error,
    samples,
    margin,
    ...(label === none && { none: true }),
  };
}

/** Probabilities are there for all labels or for none. */
function isCalibrated(outcome: RaceOutcome): boolean {
  return outcome.labels.every(({ probability }) => probability !== null);
}

export function toStanding(
  names: Names,
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

function toDecision(
  { names }: Names,
  { samples, racing }: RaceOptions,
  outcome: RaceOutcome,
): Decision | undefined {
  if (!outcome.decision || !racing) return undefined;
  const { decided, boundExceeded } = outcome.decision;
  const inRace = outcome.order.filter((label) => outcome.labels[label]!.inRace);
  return {
    rule: racing.kind,
    delta: racing.delta,
    grid: samples,
    decided,
    inRace: inRace.map((label) => names[label]!),
    ...(boundExceeded && { boundExceeded }),
  };
}

export function toResult(
  of: Names & {
    image: string;
    model: string;
    provider: Provider;
    race: RaceOptions;
    remembered: number;
    warnings: Warning[];
    shortlist?: Shortlist;
    seconds: number;
    trace: boolean;
  },
  outcome: RaceOutcome,
): ClassifyResult {
  const { errors, samples } = of.trace ? outcome : { errors: [], samples: [] };
  const decision = toDecision(of, of.race, outcome);
  return {
    image: of.image,
    model: of.model,
    predicted: of.names[outcome.order[0]!]!,
    labels: outcome.order.map((label) => labelResult(of, outcome, label)),
    calibrated: isCalibrated(outcome),
    evaluations: outcome.evaluations + (of.shortlist?.evaluations ?? 0),
    remembered: of.remembered,
    seconds: of.seconds,
    provider: of.provider,
    ...(decision && { decision }),
    ...(of.shortlist && { shortlist: of.shortlist }),
    ...(of.warnings.length > 0 && { warnings: of.warnings }),
    ...(of.trace && {
      samples: samples.map(({ index, timestep }) => ({ index, timestep })),
      errors: Object.fromEntries(of.names.map((name, label) => [name, errors[label]!])),
    }),
  };
}
