import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

/** Bundles the worker of the tests; the caller deletes it. */
export async function bundleWorker(): Promise<string> {
  const bundle = path.resolve(`out/test-queue-worker-${process.pid}.js`);
  await build({
    entryPoints: ['test/queue/workerProcess.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['lmdb', 'onnxruntime-node', 'sharp'],
    logLevel: 'error',
  });
  return bundle;
}

/** A worker that is a process, and what it has begun. */
export class WorkerProcess {
  readonly begun: string[] = [];
  private readonly child: ChildProcess;
  private readonly isReady: Promise<void>;

  constructor(bundle: string, url: string, name: string) {
    this.child = spawn(process.execPath, [bundle, url, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.isReady = new Promise((resolve) => {
      createInterface({ input: this.child.stdout! }).on('line', (line) => {
        if (line === 'ready') resolve();
        else this.begun.push(line);
      });
    });
  }

  async ready(): Promise<void> {
    await this.isReady;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** @returns the exit code, or null where a signal has ended it. */
  async ended(): Promise<number | null> {
    if (this.isAlive) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async end(): Promise<void> {
    if (this.isAlive) this.child.kill('SIGKILL');
    await this.ended();
  }
}
