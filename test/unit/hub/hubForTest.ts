import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, type TestContext } from 'vitest';
import { Failure } from '../../../server/src/failure';
import type { HubSettings } from '../../../server/src/hub';
import { type HubOptions, HubServer } from '../../fixtures/hub/hubServer';

const tiny = path.resolve(__dirname, '../../fixtures/tiny-class-conditional');

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-'));
  onTestFinished(() =>
    rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  );
  return folder;
}

export interface HubForTest {
  hub: HubServer;
  settings: HubSettings;
  /** What the model's folder will be. */
  folder: string;
}

/** A hub with a tiny model, and settings for it that lose no time. */
export async function startHub(options: HubOptions = {}): Promise<HubForTest> {
  const hub = await HubServer.start(tiny, options);
  onTestFinished(() => hub.close());
  const modelsFolder = path.join(temporaryFolder(), 'models');
  const settings: HubSettings = {
    endpoint: hub.url,
    token: undefined,
    cacheFolder: path.join(temporaryFolder(), 'hub'),
    modelsFolder,
    patience: { stallSeconds: 1, retrySeconds: 0.01 },
  };
  return { hub, settings, folder: path.join(modelsFolder, hub.repository.replace('/', '--')) };
}

export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    (result) => expect.fail(`expected a failure, got ${JSON.stringify(result)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

/** Files below a folder, without what the download keeps for itself. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('.download'))
    .sort();
}

/** A disk of its own, of so many bytes; the test is skipped where none may be mounted. */
export function mountDisk(context: TestContext, size: number): string {
  const disk = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], { stdio: 'pipe' });
  } catch {
    context.skip('mounting a small disk needs to be root, with the right to mount');
  }
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', disk]);
  });
  return disk;
}
