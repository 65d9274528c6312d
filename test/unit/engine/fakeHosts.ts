import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect } from 'vitest';
import { Engine, type EngineOptions } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';
import type { ClassifyRequest, ServerStatus } from '../../../server/src/protocol';
import { makeModelFolder } from '../../fixtures/modelFolder';

const model = makeModelFolder();

/** 120 evaluations in 8 batches. */
export const request: ClassifyRequest = {
  image: '/any.png',
  labels: ['cat', 'dog', 'frog'],
  model,
};

/** What the engine has said since {@link engineOn}. */
export const statuses: ServerStatus[] = [];

let engine: Engine | undefined;
afterEach(() => engine?.dispose());

/** An engine, ended with the test, whose hosts are test/fixtures/hosts/HOST.cjs. */
export function engineOn(host: string, options: EngineOptions = {}): Engine {
  statuses.length = 0;
  process.env.FAKE_HOST_STARTS = path.join(mkdtempSync(path.join(tmpdir(), 'hosts-')), 'starts');
  engine = new Engine({
    hostEntry: path.join(__dirname, '../../fixtures/hosts', `${host}.cjs`),
    onStatus: (status) => statuses.push(status),
    ...options,
  });
  return engine;
}

/** Hosts started since {@link engineOn}. */
export function starts(): number {
  const file = process.env.FAKE_HOST_STARTS!;
  return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
}

/** The failure that the promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}
