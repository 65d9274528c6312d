import type { Device, Provider, Warning } from '../host/messages';
import { type ExamineOptions, examine } from './examine';
import { platformProviders, thisPlatform } from './platformProviders';
import type { Verdict } from './verdict';

/** What somebody would have the denoiser run on. */
export interface DeviceWish {
  /** In the order in which they are tried; the CPU comes last unasked. Default: the platform's. */
  providers?: readonly Provider[] | undefined;
  /** Indices of the cards to use. Default: the first. */
  devices?: readonly number[] | undefined;
  /** Where verdicts are kept, null to keep none. Default: the user's cache folder. */
  cacheFolder?: string | null | undefined;
}

export interface DeviceChoice {
  /** At least one, all of the same provider. */
  devices: Device[];
  /** Why others, that were asked for or are installed, are not used. */
  warnings: Warning[];
}

interface ExaminedDevice {
  device: Device;
  verdict: Verdict;
}

/**
 * The devices to use: those of the first provider that is proven to compute right. Where nobody asked
 * for providers, one that is slower than the CPU is passed over, as software drivers are; where nobody
 * asked for cards either, nothing is said of one that is not there. The CPU needs no proof: without it there is nothing.
 *
 * @throws Failure `cancelled` once the signal of `surroundings` is aborted.
 */
export async function chooseDevices(
  { providers, devices: cards, cacheFolder }: DeviceWish = {},
  surroundings: ExamineOptions = {},
): Promise<DeviceChoice> {
  const options: ExamineOptions = { cacheFolder, ...surroundings };
  const isAsked = providers !== undefined;
  const order = providers ?? platformProviders(surroundings.platform ?? thisPlatform).usual;
  const refused: ExaminedDevice[] = [];
  for (const provider of order) {
    if (provider === 'cpu') break;
    const examined = await examineAll(provider, new Set(cards ?? [0]), options);
    const isMissed = ({ verdict: { state } }: ExaminedDevice): boolean =>
      state === 'unusable' || isAsked || cards !== undefined;
    refused.push(...examined.filter(isMissed));
    const least = isAsked ? 0 : await rateToBeat(examined, options);
    const devices = examined
      .filter(({ verdict }) => verdict.state === 'usable' && verdict.gigaflops > least)
      .map(({ device }) => device);
    if (devices.length > 0) return { devices, warnings: warningsOf(refused, provider) };
  }
  return { devices: [{ provider: 'cpu', index: 0 }], warnings: warningsOf(refused, 'cpu') };
}

/** One after the other: on its own, a card that fails has nobody else to blame. */
async function examineAll(
  provider: Provider,
  indices: Iterable<number>,
  options: ExamineOptions,
): Promise<ExaminedDevice[]> {
  const examined: ExaminedDevice[] = [];
  for (const index of indices) {
    const device = { provider, index };
    examined.push({ device, verdict: (await examine(device, options)).verdict });
  }
  return examined;
}

/** What the CPU does, in 10^9 operations a second, where there is anything to compare with it. */
async function rateToBeat(
  examined: readonly ExaminedDevice[],
  options: ExamineOptions,
): Promise<number> {
  if (!examined.some(({ verdict }) => verdict.state === 'usable')) return 0;
  const { verdict } = await examine({ provider: 'cpu', index: 0 }, options);
  return verdict.state === 'usable' ? verdict.gigaflops : 0;
}

/** One for each reason why a provider is not used. */
function warningsOf(refused: readonly ExaminedDevice[], used: Provider): Warning[] {
  const warnings = new Map<string, Warning>();
  for (const { device, verdict } of refused) {
    if (verdict.state === 'usable') continue;
    const { provider, index } = device;
    const { reason } = verdict;
    const key = `${provider} ${reason}`;
    if (!warnings.has(key)) warnings.set(key, fallback({ provider, index, reason, used }));
  }
  return [...warnings.values()];
}

function fallback(refusal: Device & { reason: string; used: Provider }): Warning {
  const { provider, index, reason, used } = refusal;
  const name = index === 0 ? `Provider ${provider}` : `Device ${index} of provider ${provider}`;
  return {
    code: 'provider-fallback',
    message: `${name} cannot be used: ${reason}. Using ${used} instead.`,
    details: { provider, reason, used },
  };
}
