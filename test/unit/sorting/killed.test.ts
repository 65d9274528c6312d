import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { undoSort } from '../../../server/src/sorting';
import { plant, type Tree, treeOf } from './tree';

const program = path.resolve(`out/test-sorts-${process.pid}.js`);
const count = 600;

beforeAll(async () => {
  await build({
    entryPoints: ['test/fixtures/sortsImages.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(program, { force: true }));

let root: string;
let folder: string;
let to: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'killed-'));
  folder = path.join(root, 'photos');
  to = path.join(root, 'photos-sorted');
  plant(folder, Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.png`, `${i}`])));
  return () => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

/** A process that moves the images, from the moment on in which it begins to. */
async function sorting(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, folder, to], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}

async function untilItEnds(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Milliseconds after which it has moved a few, spread over what it takes. */
async function killedSoon(): Promise<void> {
  const child = await sorting();
  await setTimeout(Math.random() * 150);
  child.kill('SIGKILL');
  await untilItEnds(child);
}

function contents(tree: Tree): string[] {
  const images = Object.entries(tree).filter(([name]) => name.endsWith('.png'));
  return [...new Set(images.map(([, content]) => content ?? ''))].sort();
}

describe('moving images, killed with SIGKILL', () => {
  it('again and again: no image is lost, and it comes to its end', {
    timeout: 120_000,
  }, async () => {
    const before = contents(treeOf(root));
    for (let time = 0; time < 12; time++) {
      await killedSoon();
      expect(contents(treeOf(root))).toEqual(before);
    }
    await untilItEnds(await sorting());
    const sorted = treeOf(root);
    expect(Object.keys(treeOf(folder))).toEqual([]);
    expect(Object.keys(sorted).filter((name) => name.endsWith('.png'))).toHaveLength(count);
    expect(sorted['photos-sorted/dog/7.png']).toBe('7');
  });

  it('is undone to the last file', { timeout: 120_000 }, async () => {
    const before = treeOf(root);
    for (let time = 0; time < 8; time++) {
      await killedSoon();
      const log = path.join(to, 'sort-log.jsonl');
      if (existsSync(log)) {
        expect(await undoSort(log)).toMatchObject({ kept: [], left: 0 });
        expect(existsSync(to)).toBe(false);
      }
      // Of one that had not begun its log, nothing but the folder is left.
      rmSync(to, { recursive: true, force: true });
      expect(treeOf(root)).toEqual(before);
    }
  });
});
