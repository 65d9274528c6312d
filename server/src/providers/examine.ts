import path from 'node:path';
import type { Device } from '../host/messages';
import { packageRoot } from '../packageRoot';
import { userCacheFolder } from '../userCacheFolder';
import { driverOf } from './driver';
import { type KeptVerdict, KeptVerdicts } from './keptVerdicts';
import { platformProviders, thisPlatform } from './platformProviders';
import { proveDevice } from './proveDevice';
import { providerTraits } from './providerTraits';
import { cudaFolder, runtimeVersion } from './runtimeFolder';
import { unusable, type Verdict } from './verdict';

export interface ExamineOptions {
  /** Where verdicts are kept, null to keep none. Default: the user's cache folder. */
  cacheFolder?: string | null | undefined;
  /** The bundle of the denoiser host. Default: `dist/host.js` of this package. */
  hostEntry?: string | undefined;
  /** Seconds until a driver is taken for stuck. Default: each provider's own. */
  patience?: number | undefined;
  /** Whether to prove it even where a verdict is kept. */
  again?: boolean | undefined;
  /** Gives it up, with a Failure `cancelled`. */
  signal?: AbortSignal | undefined;
  platform?: string | undefined;
}

export interface Examined {
  verdict: Verdict;
  /** Undefined where nothing had to be run for the verdict. */
  provenAt?: string;
  driver?: string;
}

/** Whether a device can be used: by a verdict that is kept or, where there is none, by proof. */
export async function examine(device: Device, options: ExamineOptions = {}): Promise<Examined> {
  const obstacle = obstacleTo(device, options.platform ?? thisPlatform);
  if (obstacle) return { verdict: obstacle };
  const { provider, index } = device;
  const driver = await driverOf(provider);
  const kept = new KeptVerdicts(
    options.cacheFolder === undefined ? userCacheFolder() : options.cacheFolder,
  );
  const basis = [runtimeVersion(), thisPlatform, provider, index, driver.name, ...driver.stamps];
  const key = basis.join(' | ');
  const known = options.again ? undefined : await kept.find(key);
  return { ...(known ?? (await prove(device, options, kept, key))), driver: driver.name };
}

async function prove(
  device: Device,
  { hostEntry = path.join(packageRoot(), 'dist', 'host.js'), patience, signal }: ExamineOptions,
  kept: KeptVerdicts,
  key: string,
): Promise<KeptVerdict> {
  return await kept.keep(key, await proveDevice(device, hostEntry, { patience, signal }));
}

/** What keeps a device from being used that can be told without running anything. */
function obstacleTo({ provider, index }: Device, platform: string): Verdict | undefined {
  const { usual, onRequest } = platformProviders(platform);
  const there = [...usual, ...onRequest];
  if (!there.includes(provider)) {
    return unusable(`there is none for ${platform}, which has ${there.join(', ')}`);
  }
  if ((provider === 'cuda' || provider === 'tensorrt') && cudaFolder() === undefined) {
    return {
      state: 'absent',
      reason: 'it is not installed: run `diffusion-classifier providers install cuda`',
    };
  }
  if (index > 0 && !providerTraits[provider].hasDevices) {
    return unusable('it always takes the first card of the system');
  }
  return undefined;
}
