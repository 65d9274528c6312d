import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { providersTable } from '../../../server/src/cli/providersTable';
import { runCli } from '../../../server/src/cli/runCli';
import { cudaLibraries, runtimeFolder } from '../../../server/src/providers/runtimeFolder';

/** A port on which nobody listens: whatever is asked of the network fails at once. */
const nobody = 'http://127.0.0.1:9';

beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(path.join(tmpdir(), 'cli-providers-')));
  vi.stubEnv('HTTPS_PROXY', nobody);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function run(args: string[], { isTTY = false, interrupted = false } = {}) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const onInterrupt = (stop: () => void): void => {
    if (interrupted) stop();
  };
  const code = await runCli(['providers', ...args], { stdout, stderr, onInterrupt }, () => {});
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

test.each(['list', 'check'])(
  'Ctrl+C ends %s, and no driver that hangs is left behind',
  async (action) => {
    expect(await run([action], { interrupted: true })).toEqual({
      code: 130,
      stdout: '',
      stderr: 'Cancelled.\n',
    });
  },
);

test('a table says what can be used, what cannot and why', () => {
  const table = providersTable([
    {
      provider: 'tensorrt',
      verdict: { state: 'unusable', reason: 'libnvinfer.so.10 is missing: install TensorRT 10' },
      isUsual: false,
      isSlow: false,
      driver: 'NVIDIA driver 580.65.06',
      provenAt: '2026-11-23T12:00:00.000Z',
    },
    {
      provider: 'cuda',
      verdict: { state: 'absent', reason: 'it is not installed' },
      isUsual: true,
      isSlow: false,
    },
    {
      provider: 'webgpu',
      verdict: { state: 'usable', gigaflops: 0.06784 },
      isUsual: true,
      isSlow: true,
    },
    {
      provider: 'cpu',
      verdict: { state: 'usable', gigaflops: 63.39 },
      isUsual: true,
      isSlow: false,
    },
  ]);
  expect(table.split('\n')).toEqual([
    'tensorrt  not usable: libnvinfer.so.10 is missing: install TensorRT 10; used only when asked for',
    '          NVIDIA driver 580.65.06; proven 2026-11-23T12:00:00.000Z',
    'cuda      not there: it is not installed',
    'webgpu    usable, 0.0678 GFLOP/s in a convolution; slower than the CPU; used only when asked for',
    'cpu       usable, 63.4 GFLOP/s in a convolution',
  ]);
});

test('`list` keeps what it has proven, `check` proves it again', async () => {
  const proven = async (command: string) => {
    const { code, stdout, stderr } = await run([command]);
    expect([code, stderr]).toEqual([0, '']);
    return /^cpu +usable, [\d.]+ GFLOP.*\n.*; proven (\S+)$/m.exec(stdout)?.[1];
  };
  const first = await proven('list');
  expect(first).toBeDefined();
  expect(await proven('list')).toBe(first);
  expect(await proven('check')).not.toBe(first);
});

test.each([[], ['install'], ['install', 'rocm'], ['upgrade']])(
  'providers %s is a mistake',
  async (...args) => {
    expect((await run(args.filter((word) => word !== undefined))).code).toBe(2);
  },
);

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('on Linux', () => {
  test('`install` and `remove`', async () => {
    mkdirSync(runtimeFolder(), { recursive: true });
    for (const name of cudaLibraries) writeFileSync(path.join(runtimeFolder(), name), '');
    expect(await run(['install', 'cuda'])).toEqual({
      code: 0,
      stdout: `Installed in ${runtimeFolder()}\n`,
      stderr: '',
    });
    expect(await run(['remove', 'cuda'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(runtimeFolder())).toBe(false);
  });

  test('without a network it says so', async () => {
    const { code, stdout, stderr } = await run(['install', 'cuda'], { isTTY: true });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('api.nuget.org');
  });

  test('interrupted, it ends as programs do', async () => {
    expect((await run(['install', 'cuda'], { interrupted: true })).code).toBe(130);
  });
});
