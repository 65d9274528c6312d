import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { type ClassifyRequest, classifyRequestSchema } from '../protocol';
import type { EngineFlags } from './openEngine';
import { type LabelFlags, labelsOf, type RaceFlags, raceOptionsOf } from './raceFlags';

/** The flags of `classify`, as commander gives them. */
export interface Flags extends EngineFlags, RaceFlags, LabelFlags {
  model?: string;
  json?: boolean;
  trace?: boolean;
}

/** What is asked of every image, checked by the same schema as a JSON-RPC request. */
export function requestFor(flags: Flags): Omit<ClassifyRequest, 'image'> {
  const labels = labelsOf(flags);
  if (labels.length === 0) {
    throw new Failure(
      'options-invalid',
      'No labels: give --labels cat,dog,..., --labels-file FILE with one label a line, --hierarchy FILE, or --prompt-set NAME for those of a data set.',
    );
  }
  const parsed = classifyRequestSchema.omit({ image: true }).safeParse({
    labels,
    model: flags.model,
    options: { ...raceOptionsOf(flags), trace: flags.trace },
  });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}
