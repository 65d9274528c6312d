import type { Provider } from '../host/messages';
import { type Examined, type ExamineOptions, examine } from './examine';
import { platformProviders, thisPlatform } from './platformProviders';

export interface ListedProvider extends Examined {
  provider: Provider;
  /** Whether it is tried unasked. */
  isUsual: boolean;
  /** Whether it was measured to be no faster than the CPU, and so is used only when asked for. */
  isSlow: boolean;
}

/** The providers of this platform with what is known of them, in the order in which they are tried. */
export async function listProviders(options: ExamineOptions = {}): Promise<ListedProvider[]> {
  const { usual, onRequest } = platformProviders(options.platform ?? thisPlatform);
  const examined: (Examined & { provider: Provider })[] = [];
  for (const provider of [...onRequest, ...usual]) {
    examined.push({ provider, ...(await examine({ provider, index: 0 }, options)) });
  }
  const processor = rate(examined.find(({ provider }) => provider === 'cpu'));
  return examined.map((one) => ({
    ...one,
    isUsual: usual.includes(one.provider),
    isSlow: one.provider !== 'cpu' && one.verdict.state === 'usable' && rate(one) <= processor,
  }));
}

function rate(examined: Examined | undefined): number {
  return examined?.verdict.state === 'usable' ? examined.verdict.gigaflops : 0;
}
