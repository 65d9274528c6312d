import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ClassifyResult } from '../../server/src/protocol';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;

/** Where continuous integration lacks Neovim the tests fail; elsewhere they say that they did not run. */
const isOptional = !process.env.CI;

const title = hasNeovim ? 'Neovim' : 'Neovim, which is not installed here';

interface Message {
  type: number;
  message: string;
}

interface Progress {
  kind: string;
  title?: string;
  percentage?: number;
  cancellable?: boolean;
}

/** What neovim.lua prints, by the name of the step. */
interface Steps {
  /** `servers`: process ids of what Neovim has started. */
  initialize: { capabilities: Record<string, unknown>; servers: string[] };
  request: { result: ClassifyResult; progress: Progress[] };
  hover_markdown: { known: string; unknown: string };
  code_action: { offered: string[]; message: Message; progress: Progress[]; hover: string };
  hover_python: { known: string };
  /** `children`: process ids of what the server has started. */
  cancel_request: { milliseconds: number; children: string[] };
  cancel_progress: { messages: number; answer?: unknown };
  unknown_label: { err: { code: number; message: string }; message: Message };
  configuration: { message: Message };
  stop: { code: number };
}

let folder: string;
let steps: Steps;

const samples = path.resolve(__dirname, '../../media/samples');

async function makeWorkspace(): Promise<void> {
  await fs.copyFile(path.join(samples, 'cat.jpg'), path.join(folder, 'cat.jpg'));
  await fs.copyFile(path.join(samples, 'dog.jpg'), path.join(folder, 'dog.jpg'));
  await fs.copyFile(path.join(samples, 'horse.jpg'), path.join(folder, 'my horse.jpg'));
  await fs.writeFile(
    path.join(folder, 'notes.md'),
    '# Notes\n\n![a kitten](cat.jpg)\n\n![horses](<my horse.jpg>)\n',
  );
  await fs.writeFile(
    path.join(folder, 'load.py'),
    'from PIL import Image\n\nhorse = Image.open("my horse.jpg")\n',
  );
}

/** Runs neovim.lua in Neovim without anybody's configuration, and without leaving anything behind. */
async function runNeovim(extension: string): Promise<string> {
  const home = path.join(folder, 'home');
  const script = path.join(__dirname, 'neovim.lua');
  const { stdout } = await promisify(execFile)('nvim', ['--headless', '--clean', '-u', script], {
    cwd: folder,
    env: {
      ...process.env,
      NODE: process.execPath,
      SERVER: path.join(extension, 'dist/server.js'),
      WORKSPACE: folder,
      XDG_CONFIG_HOME: home,
      XDG_DATA_HOME: home,
      XDG_STATE_HOME: home,
      XDG_CACHE_HOME: home,
    },
    timeout: 120_000,
  });
  return stdout;
}

/** Whether a process runs: one that has ended may stay in the list until its parent looks (Z). */
function isRunning(pid: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout.trim());
}

describe.skipIf(!hasNeovim && isOptional)(title, () => {
  beforeAll(async () => {
    folder = await fs.realpath(await fs.mkdtemp(path.join(tmpdir(), 'neovim-')));
    await makeWorkspace();
    const lines = (await runNeovim(inject('extension'))).trim().split('\n');
    const printed = lines.map((line) => JSON.parse(line) as { step: string; failure?: string });
    const failed = printed.find(({ failure }) => failure !== undefined);
    if (failed) throw new Error(`${failed.step}: ${failed.failure}`);
    steps = Object.fromEntries(printed.map((values) => [values.step, values])) as never;
  });
  afterAll(() => fs.rm(folder, { recursive: true }));

  test('learns what the server can do', () => {
    expect(steps.initialize).toMatchObject({
      capabilities: {
        hoverProvider: true,
        codeActionProvider: true,
        executeCommandProvider: { commands: ['diffusionClassifier.classify'] },
      },
    });
  });

  test('classifies by a request of its own, with progress', () => {
    const { result, progress } = steps.request;
    expect(result.labels.map(({ label }) => label).sort()).toEqual(['cat', 'dog']);
    expect(progress[0]).toMatchObject({ kind: 'begin', title: 'Classifying cat.jpg' });
    expect(progress.at(-1)).toMatchObject({ kind: 'end' });
    expect(progress.filter(({ kind }) => kind === 'report')).not.toEqual([]);
  });

  test('hovers over a link of Markdown with what is known', () => {
    const { known, unknown } = steps.hover_markdown;
    expect(known).toMatch(/cat.*%/s);
    expect(known).toMatch(/dog.*%/s);
    expect(unknown).toContain('has not been classified');
    expect(known + unknown).not.toContain('command:');
  });

  test('classifies by a code action, with progress and a message at the end', () => {
    const { offered, message, progress, hover } = steps.code_action;
    expect(offered).toEqual(['Classify my horse.jpg']);
    expect(message).toEqual({
      type: 3,
      message: expect.stringMatching(/^my horse\.jpg: \w+ [<>]?[\d.]+%, \w+ [<>]?[\d.]+%, /),
    });
    expect(progress[0]).toMatchObject({
      kind: 'begin',
      title: 'Classifying my horse.jpg',
      cancellable: true,
    });
    expect(progress.at(-1)).toMatchObject({ kind: 'end' });
    const predicted = /: (\w+)/.exec(message.message)![1]!;
    expect(hover).toContain(predicted);
  });

  test('hovers over a string of Python with what is known', () => {
    expect(steps.hover_python.known).toMatch(/my horse.*%/s);
  });

  test('cancels a request in the middle within a second', () => {
    expect(steps.cancel_request.milliseconds).toBeLessThan(1_000);
  });

  test('cancels a command by its progress, without a message', () => {
    expect(steps.cancel_progress.messages).toBe(0);
  });

  test('shows what is wrong with a label', () => {
    const { err, message } = steps.unknown_label;
    expect(err.code).toBe(-32001);
    expect(message.type).toBe(1);
    expect(message.message).toContain('"unicorn"');
    expect(message.message).toContain('horse');
  });

  test('shows what is wrong with an option', () => {
    const { type, message } = steps.configuration.message;
    expect(type).toBe(2);
    expect(message).toContain('limits.megabytes');
  });

  test('stops the server, and no process stays behind', async () => {
    expect(steps.stop.code).toBe(0);
    const { servers } = steps.initialize;
    const { children } = steps.cancel_request;
    expect(servers).toHaveLength(1);
    expect(children).not.toEqual([]);
    await expect.poll(() => [...servers, ...children].filter(isRunning)).toEqual([]);
  });
});
