import { describeIssues } from '../describeIssues';
import { labelsBelow, promptSetLabels } from '../engine';
import { Failure } from '../failure';
import { type ClassifyRequest, classifyRequestSchema } from '../protocol';
import { parseLabels, parsePriors, readLabelsFile, withPriors } from './labels';
import type { EngineFlags } from './openEngine';
import { type ShortlistFlags, shortlistOf } from './shortlistFlags';

/** The flags of `classify`, as commander gives them. */
export interface Flags extends EngineFlags, ShortlistFlags {
  labels?: string;
  labelsFile?: string;
  model?: string;
  template?: string[];
  promptSet?: string;
  prompts?: string;
  samples?: number;
  loss?: string;
  elimination?: string;
  keep?: number[];
  stages?: number[];
  racing?: string;
  delta?: number;
  minimum?: number;
  maximum?: number;
  undecided?: string;
  bound?: number;
  noneOfThese?: boolean | number;
  sampleSet?: string;
  preprocessing?: string;
  seed?: number;
  prior?: string;
  json?: boolean;
  trace?: boolean;
}

/** What is asked of every image, checked by the same schema as a JSON-RPC request. */
export function requestFor(flags: Flags): Omit<ClassifyRequest, 'image'> {
  const labels = [
    ...(flags.labels === undefined ? [] : parseLabels(flags.labels)),
    ...(flags.labelsFile === undefined ? [] : readLabelsFile(flags.labelsFile)),
  ];
  const { promptSet, template: templates, prompts } = flags;
  const shortlist = shortlistOf(flags);
  if (labels.length === 0 && shortlist && 'hierarchy' in shortlist) {
    labels.push(...labelsBelow(shortlist.hierarchy));
  }
  if (labels.length === 0 && promptSet !== undefined) labels.push(...promptSetLabels(promptSet));
  if (labels.length === 0) {
    throw new Failure(
      'options-invalid',
      'No labels: give --labels cat,dog,..., --labels-file FILE with one label a line, --hierarchy FILE, or --prompt-set NAME for those of a data set.',
    );
  }
  const { loss, elimination, keep, stages, sampleSet, preprocessing, seed, samples, trace } = flags;
  const { racing, delta, minimum, maximum, undecided, bound, noneOfThese } = flags;
  const parsed = classifyRequestSchema.omit({ image: true }).safeParse({
    labels: withPriors(labels, parsePriors(flags.prior ?? '')),
    model: flags.model,
    options: {
      samples,
      loss,
      elimination,
      keep,
      stages,
      racing,
      delta,
      minimum,
      maximum,
      undecided,
      bound,
      noneOfThese,
      seed,
      sampleSet,
      preprocessing,
      shortlist,
      templates,
      promptSet,
      prompts,
      trace,
    },
  });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}
