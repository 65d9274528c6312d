import { InvalidArgumentError } from 'commander';
import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { type ServerOptions, serverOptionsSchema } from '../protocol';

export interface LimitFlags {
  maxMegabytes?: number;
  maxMegapixels?: number;
  maxSeconds?: number;
}

/** The value of a flag that takes a number, maybe with a fraction. */
export function decimal(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new InvalidArgumentError('Expected a number above 0, such as 0.5 or 30.');
  return Number(text);
}

/**
 * The limits of images that were given, checked by the same schema as the settings of an editor.
 *
 * @throws Failure `options-invalid`.
 */
export function limitsOf(flags: LimitFlags): NonNullable<ServerOptions['limits']> {
  const { maxMegabytes: megabytes, maxMegapixels: megapixels, maxSeconds: seconds } = flags;
  const given = Object.entries({ megabytes, megapixels, seconds }).filter(
    ([, value]) => value !== undefined,
  );
  const parsed = serverOptionsSchema.pick({ limits: true }).safeParse({
    limits: Object.fromEntries(given),
  });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data.limits ?? {};
}
