import path from 'node:path';
import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { type ClassifyOptions, optionsSchema } from '../protocol';
import type { EngineFlags } from './openEngine';
import { type LabelFlags, type RaceFlags, raceOptionsOf } from './raceFlags';

/** The flags of `compare`, as commander gives them. */
export interface CompareFlags extends EngineFlags, RaceFlags, LabelFlags {
  backend: string[];
  limit?: number;
  classNames?: string;
  preprocessor?: string;
  train?: string;
  shots: number;
  probeTimesteps: number[];
  report?: string;
  plot?: string;
  json?: boolean;
}

/** The options of diffusion models, checked by the same schema as a JSON-RPC request. */
export function compareOptions(flags: CompareFlags): ClassifyOptions {
  const parsed = optionsSchema.safeParse(raceOptionsOf(flags));
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}

/** The files of image classifiers that the flags name, as absolute paths. */
export function classifierFiles({ classNames, preprocessor }: CompareFlags) {
  const absolute = (file: string | undefined) => file && path.resolve(file);
  return { classNames: absolute(classNames), preprocessor: absolute(preprocessor) };
}
