import * as z from 'zod';
import type { Proof, Provider } from '../host/messages';
import { providerTraits } from './providerTraits';

/** Whether a provider can be used on a machine. */
export const verdictSchema = z.discriminatedUnion('state', [
  /** Proven; `gigaflops` is its rate in a convolution, 10^9 operations a second. */
  z.object({ state: z.literal('usable'), gigaflops: z.number() }),
  /** There is no card, driver or library for it: nothing that a person need be told unasked. */
  z.object({ state: z.literal('absent'), reason: z.string() }),
  /** It is there and does not work. */
  z.object({ state: z.literal('unusable'), reason: z.string() }),
]);
export type Verdict = z.infer<typeof verdictSchema>;

/** Operators that make up nearly all the work of a denoiser. */
const heavyOperators: readonly string[] = ['Conv', 'Gemm', 'MatMul'];

/** What a proof is worth: a provider must compute right, and itself. */
export function judge(provider: Provider, proof: Proof): Verdict {
  const { difference, processorNodes, gigaflops } = proof;
  const { tolerance } = providerTraits[provider];
  const elsewhere = processorNodes.filter((operator) => heavyOperators.includes(operator));
  if (provider !== 'cpu' && elsewhere.length > 0) {
    return unusable(`it left ${elsewhere.join(', ')} to the CPU`);
  }
  if (difference === null) return unusable('it computed what is no number');
  if (difference > tolerance) {
    return unusable(
      `it computes wrongly: a known result was off by ${difference.toPrecision(2)}, where ${tolerance} is allowed`,
    );
  }
  return { state: 'usable', gigaflops };
}

export function unusable(reason: string): Verdict {
  return { state: 'unusable', reason };
}
