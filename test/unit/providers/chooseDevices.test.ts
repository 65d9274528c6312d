import { chmodSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { chooseDevices } from '../../../server/src/providers';
import { fakeProofs } from './fakeProofs';

const cpu = [{ provider: 'cpu', index: 0 }];

test('unasked, the first provider of the platform that is proven is used', async () => {
  const fake = fakeProofs({ dml: {}, webgpu: {} });
  expect(await chooseDevices({}, fake)).toEqual({
    devices: [{ provider: 'dml', index: 0 }],
    warnings: [],
  });
  expect(fake.proven()).not.toContain('webgpu');
});

test('providers are tried in the order of the setting', async () => {
  const fake = fakeProofs({ dml: {}, webgpu: {} });
  const { devices } = await chooseDevices({ providers: ['webgpu', 'dml'] }, fake);
  expect(devices).toEqual([{ provider: 'webgpu', index: 0 }]);
});

test('asked for the CPU, nothing is proven', async () => {
  const fake = fakeProofs({ dml: {} });
  expect(await chooseDevices({ providers: ['cpu', 'dml'] }, fake)).toEqual({
    devices: cpu,
    warnings: [],
  });
  expect(fake.proven()).toEqual([]);
});

test('a provider that computes wrongly is not used, and that is said', async () => {
  const fake = fakeProofs({ dml: { difference: 0.02 }, webgpu: {} });
  expect(await chooseDevices({}, fake)).toEqual({
    devices: [{ provider: 'webgpu', index: 0 }],
    warnings: [
      {
        code: 'provider-fallback',
        message:
          'Provider dml cannot be used: it computes wrongly: a known result was off by 0.020, where 0.001 is allowed. Using webgpu instead.',
        details: {
          provider: 'dml',
          reason: 'it computes wrongly: a known result was off by 0.020, where 0.001 is allowed',
          used: 'webgpu',
        },
      },
    ],
  });
});

test.each([
  ['gives no number', { difference: null }, 'it computed what is no number'],
  ['leaves the work to the CPU', { processorNodes: ['Conv', 'Gather'] }, 'it left Conv to the CPU'],
  ['crashes', 'crash', 'its driver crashed (SIGSEGV) the driver lost its device'],
  ['answers with garbage', { garbled: true }, 'its proof was garbled'],
  ['lacks a library', 'refuse', 'libcudart.so.13 is missing: install the CUDA toolkit 13'],
] as const)(
  'when all that were asked for fail the CPU is used: one %s',
  async (_, proof, reason) => {
    const fake = fakeProofs({ webgpu: proof });
    expect(await chooseDevices({ providers: ['webgpu'] }, fake)).toMatchObject({
      devices: cpu,
      warnings: [{ details: { provider: 'webgpu', reason, used: 'cpu' } }],
    });
  },
);

test('a choice that is given up ends its proof at once, and nothing is kept of it', async () => {
  const fake = fakeProofs({ dml: 'hang' });
  const stop = new AbortController();
  const choice = chooseDevices({ providers: ['dml'] }, { ...fake, signal: stop.signal });
  await vi.waitFor(() => expect(fake.proven()).toEqual(['dml']), 5_000);
  stop.abort();
  await expect(choice).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(fake.cacheFolder)).toEqual(['proofs.log']);
  const later = chooseDevices({ providers: ['dml'] }, { ...fake, signal: stop.signal });
  await expect(later).rejects.toMatchObject({ code: 'cancelled' });
  expect(fake.proven()).toEqual(['dml']);
});

test('a driver that hangs is killed', async () => {
  const fake = { ...fakeProofs({ dml: 'hang' }), patience: 1 };
  expect(await chooseDevices({ providers: ['dml'] }, fake)).toMatchObject({
    devices: cpu,
    warnings: [{ details: { reason: 'it gave no answer within 1 s' } }],
  });
});

test('small operators on the CPU are no reason against a provider', async () => {
  const fake = fakeProofs({ dml: { processorNodes: ['Gather'] } });
  expect((await chooseDevices({}, fake)).devices[0]?.provider).toBe('dml');
});

test('unasked, a provider slower than the CPU is passed over without a word', async () => {
  const slow = { gigaflops: 1 };
  expect(await chooseDevices({}, fakeProofs({ dml: slow, webgpu: slow }))).toEqual({
    devices: cpu,
    warnings: [],
  });
  const asked = await chooseDevices({ providers: ['webgpu'] }, fakeProofs({ webgpu: slow }));
  expect(asked.devices).toEqual([{ provider: 'webgpu', index: 0 }]);
});

test('a CPU that cannot be measured is slower than anything', async () => {
  const { devices } = await chooseDevices({}, fakeProofs({ cpu: 'crash', dml: {} }));
  expect(devices).toEqual([{ provider: 'dml', index: 0 }]);
});

test('each card that was asked for is proven, and one that fails is left out', async () => {
  const fake = fakeProofs({ dml: {}, webgpu: {} });
  const both = await chooseDevices({ devices: [0, 1, 1] }, fake);
  expect(both.devices).toEqual([
    { provider: 'dml', index: 0 },
    { provider: 'dml', index: 1 },
  ]);
  const one = await chooseDevices({ providers: ['webgpu'], devices: [0, 2] }, fake);
  expect(one).toMatchObject({
    devices: [{ provider: 'webgpu', index: 0 }],
    warnings: [
      {
        message:
          'Device 2 of provider webgpu cannot be used: it always takes the first card of the system. Using webgpu instead.',
      },
    ],
  });
});

test('whoever asks for cards is told where there is none, whatever the provider', async () => {
  const fake = { ...fakeProofs({ webgpu: 'refuse' }), platform: 'linux/x64' };
  const { devices, warnings } = await chooseDevices({ devices: [0] }, fake);
  expect(devices).toEqual(cpu);
  expect(warnings.map(({ details }) => details.provider)).toEqual(['cuda', 'webgpu']);
});

test('what a platform does not have is said once, with what it has', async () => {
  const fake = fakeProofs({});
  const { warnings } = await chooseDevices({ providers: ['cuda'], devices: [0, 1] }, fake);
  expect(warnings.map(({ details }) => details.reason)).toEqual([
    'there is none for win32/x64, which has dml, webgpu, cpu',
  ]);
  const elsewhere = { ...fake, platform: 'linux/arm64' };
  expect(await chooseDevices({}, elsewhere)).toEqual({ devices: cpu, warnings: [] });
  expect(fake.proven()).toEqual([]);
});

test('libraries for CUDA that are not installed are missed only where CUDA was asked for', async () => {
  const fake = { ...fakeProofs({ webgpu: {} }), platform: 'linux/x64' };
  expect((await chooseDevices({}, fake)).warnings).toEqual([]);
  expect(await chooseDevices({ providers: ['cuda'] }, fake)).toMatchObject({
    devices: cpu,
    warnings: [{ details: { reason: expect.stringContaining('providers install cuda') } }],
  });
});

test('a verdict is kept: nothing is proven twice, unless the file is lost or damaged', async () => {
  const fake = fakeProofs({ dml: {} });
  const twice = async () => {
    await chooseDevices({ providers: ['dml'] }, fake);
    return fake.proven().length;
  };
  expect([await twice(), await twice()]).toEqual([1, 1]);
  for (const damaged of ['', '{"x": {"verdict": 1}}', '[', 'null']) {
    const before = fake.proven().length;
    writeFileSync(path.join(fake.cacheFolder, 'providers.json'), damaged);
    expect([await twice(), await twice()]).toEqual([before + 1, before + 1]);
  }
});

test('verdicts are kept where the option of the server says, a URI too, and in no other place', async () => {
  const fake = fakeProofs({ dml: {} });
  const location = pathToFileURL(path.join(fake.cacheFolder, 'a folder')).href;
  const here = readdirSync('.');
  for (const cacheFolder of [location, location, 'relative', 'file://[']) {
    await chooseDevices({ providers: ['dml'] }, { ...fake, cacheFolder });
  }
  expect(fake.proven()).toHaveLength(3);
  expect(readdirSync(path.join(fake.cacheFolder, 'a folder'))).toEqual(['providers.json']);
  expect(readdirSync('.')).toEqual(here);
});

test('where verdicts cannot be kept, or are not to be, each choice proves again', async () => {
  const fake = fakeProofs({ dml: {} });
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'file-')), 'not-a-folder');
  writeFileSync(file, '');
  chmodSync(file, 0o400);
  for (const cacheFolder of [null, file]) {
    const before = fake.proven().length;
    for (let time = 0; time < 2; time++) {
      const { devices } = await chooseDevices({ providers: ['dml'] }, { ...fake, cacheFolder });
      expect(devices).toEqual([{ provider: 'dml', index: 0 }]);
    }
    expect(fake.proven().length).toBe(before + 2);
  }
});
