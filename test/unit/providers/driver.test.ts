import { chmodSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { driverOf } from '../../../server/src/providers/driver';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

test('the processor’s driver is the processor', async () => {
  const { name, stamps } = await driverOf('cpu');
  expect(name).not.toBe('');
  expect(stamps).toEqual([]);
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'driver-'));

  function fakeNvidiaSmi(script: string): void {
    const bin = mkdtempSync(path.join(folder, 'bin-'));
    const file = path.join(bin, 'nvidia-smi');
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  }

  test('the version of the NVIDIA driver is asked for', async () => {
    fakeNvidiaSmi('echo 580.65.06; echo 580.65.06');
    expect((await driverOf('cuda')).name).toMatch(/^NVIDIA driver [\d.]+$/);
    fakeNvidiaSmi('exit 9');
    expect((await driverOf('tensorrt')).name).toMatch(/^(no )?NVIDIA driver/);
  });

  test('a Vulkan driver that is named is the driver, and its time of change counts', async () => {
    const manifest = path.join(folder, 'some_icd.json');
    writeFileSync(manifest, '{}');
    for (const variable of ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES']) {
      vi.stubEnv(variable, manifest);
      const before = await driverOf('webgpu');
      expect(before.name).toContain('Vulkan (some_icd)');
      utimesSync(manifest, new Date(), new Date(Date.now() + 5_000));
      const after = await driverOf('webgpu');
      expect(after.name).toBe(before.name);
      expect(after.stamps).not.toEqual(before.stamps);
      utimesSync(manifest, new Date(), new Date());
    }
    vi.stubEnv('VK_DRIVER_FILES', path.join(folder, 'none.json'));
    expect((await driverOf('webgpu')).stamps).toContain(
      `${path.join(folder, 'none.json')} missing`,
    );
  });

  test('a library that is installed beside counts', async () => {
    const libraries = path.join(folder, 'libraries');
    mkdirSync(libraries);
    utimesSync(libraries, new Date(0), new Date(0));
    vi.stubEnv('LD_LIBRARY_PATH', `:${libraries}`);
    const before = await driverOf('cuda');
    writeFileSync(path.join(libraries, 'libcudart.so.13'), '');
    expect(await driverOf('cuda')).not.toEqual(before);
  });
});

test('elsewhere drivers come with the system', async () => {
  vi.stubGlobal('process', Object.create(process, { platform: { value: 'win32' } }));
  const { name, stamps } = await driverOf('dml');
  expect(name).toMatch(/\S+ \S+/);
  expect(stamps).toEqual([]);
});
