import { describeIssues } from '../describeIssues';
import { promptSetLabels } from '../engine';
import { Failure } from '../failure';
import { type ClassifyRequest, classifyRequestSchema, serverOptionsSchema } from '../protocol';
import type { DeviceWish } from '../providers';
import { parseLabels, parsePriors, readLabelsFile, withPriors } from './labels';
import type { LimitFlags } from './limits';

/** The flags of `classify`, as commander gives them. */
export interface Flags extends LimitFlags {
  labels?: string;
  labelsFile?: string;
  model?: string;
  template?: string[];
  promptSet?: string;
  prompts?: string;
  provider?: string[];
  device?: number[];
  samples?: number;
  loss?: string;
  elimination?: string;
  keep?: number[];
  stages?: number[];
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
  if (labels.length === 0 && promptSet !== undefined) labels.push(...promptSetLabels(promptSet));
  if (labels.length === 0) {
    throw new Failure(
      'options-invalid',
      'No labels: give --labels cat,dog,..., --labels-file FILE with one label a line, or --prompt-set NAME for those of a data set.',
    );
  }
  const { loss, elimination, keep, stages, sampleSet, preprocessing, seed, samples, trace } = flags;
  const parsed = classifyRequestSchema.omit({ image: true }).safeParse({
    labels: withPriors(labels, parsePriors(flags.prior ?? '')),
    model: flags.model,
    options: {
      samples,
      loss,
      elimination,
      keep,
      stages,
      seed,
      sampleSet,
      preprocessing,
      templates,
      promptSet,
      prompts,
      trace,
    },
  });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}

/**
 * What to run on, checked by the same schema as the settings of an editor.
 *
 * @throws Failure `options-invalid`.
 */
export function devicesOf({ provider: providers, device: devices }: Flags): DeviceWish {
  const parsed = serverOptionsSchema
    .pick({ providers: true, devices: true })
    .safeParse({ ...(providers && { providers }), ...(devices && { devices }) });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}
