/**
 * WebGPU without a graphics card, on SwiftShader: the Vulkan driver that comes with Debian's Chromium,
 * which the editor tests install. That is why this file runs with them (vitest.editor.config.mts).
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../../server/src/engine';
import type { ClassifyResult, Provider } from '../../server/src/protocol';
import { chooseDevices, listProviders } from '../../server/src/providers';
import { bundleHost } from '../fixtures/hostBundle';

const chromium = '/usr/lib/chromium';
const driver = path.join(chromium, 'vk_swiftshader_icd.json');

if (process.env.CI && !existsSync(driver)) {
  throw new Error(`WebGPU must be tested here, and there is no ${driver}`);
}

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';

describe.runIf(existsSync(driver))(`WebGPU on SwiftShader (${driver})`, () => {
  const cacheFolder = mkdtempSync(path.join(tmpdir(), 'webgpu-'));
  let hostEntry: string;
  beforeAll(async () => {
    process.env.VK_DRIVER_FILES = driver;
    process.env.LD_LIBRARY_PATH = chromium;
    hostEntry = await bundleHost();
  });
  afterAll(() => {
    rmSync(hostEntry, { force: true });
    rmSync(cacheFolder, { recursive: true });
  });

  async function classify(
    provider: Provider,
    request: { model: string; labels: string[] },
  ): Promise<ClassifyResult> {
    const engine = new Engine({
      hostEntry,
      devices: () => chooseDevices({ providers: [provider], cacheFolder }, { hostEntry }),
    });
    try {
      const options = { samples: 3, elimination: 'none', trace: true } as const;
      return await engine.classify({ image: pixel, ...request, options });
    } finally {
      engine.dispose();
    }
  }

  test('it is proven, and slower than the CPU: used when asked for', async () => {
    const asked = { cacheFolder, hostEntry };
    expect(await chooseDevices({ providers: ['webgpu'] }, asked)).toEqual({
      devices: [{ provider: 'webgpu', index: 0 }],
      warnings: [],
    });
    expect(await chooseDevices({}, asked)).toEqual({
      devices: [{ provider: 'cpu', index: 0 }],
      warnings: [],
    });
    const webgpu = (await listProviders(asked)).find(({ provider }) => provider === 'webgpu');
    expect(webgpu).toMatchObject({ verdict: { state: 'usable' }, isUsual: true, isSlow: true });
    expect(webgpu?.driver).toContain('vk_swiftshader_icd');
  });

  test.each([
    ['tiny-class-conditional', ['circle', 'square', 'star']],
    ['tiny-sd1', ['cat', 'a red dog']],
  ])('%s has the same errors on it as on the CPU', async (name, labels) => {
    const request = { model: path.resolve('test/fixtures', name), labels };
    const [expected, received] = [
      await classify('cpu', request),
      await classify('webgpu', request),
    ];
    expect(expected.provider).toBe('cpu');
    expect(received.provider).toBe('webgpu');
    expect(received.warnings?.filter(({ code }) => code === 'provider-fallback') ?? []).toEqual([]);
    expect(received.predicted).toBe(expected.predicted);
    const numbers = ({ errors }: ClassifyResult) => labels.flatMap((label) => errors![label]!);
    const differences = numbers(expected).map(
      (error, index) => Math.abs(error! - numbers(received)[index]!) / Math.abs(error!),
    );
    expect(differences).toHaveLength(labels.length * 3);
    // Measured: 1.4e-6 and 7.6e-6.
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });
});
