import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../server/src/packageRoot';
import { packageFor, unpack } from './packages';

interface Answer {
  decoded: Record<string, string>;
  /** File names of the shared libraries that were loaded. */
  libraries: string[];
}

/** What a desktop's Electron has loaded before anything of ours. */
const glib = 'libgobject-2.0.so.0';

const fixtures = path.join(packageRoot(), 'test/fixtures/images');
let folder: string;
let extension: string;
let files: string[];

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'decoding-'));
  const target = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64';
  extension = await unpack(await packageFor(target), folder);
  const names = await fs.readdir(fixtures);
  files = names.filter((name) => !name.endsWith('.json')).map((name) => path.join(fixtures, name));
});
afterAll(() => fs.rm(folder, { recursive: true, force: true }));

/** Runs decodeFiles.ts beside the modules in `root`, and leaves nothing there. */
async function decodeBeside(
  root: string,
  images: string[],
  environment: Record<string, string> = {},
): Promise<Answer & { stderr: string }> {
  const place = await fs.mkdtemp(path.join(root, 'dist', 'decode-'));
  const program = path.join(place, 'decodeFiles.js');
  try {
    await build({
      entryPoints: [path.join(__dirname, 'decodeFiles.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      external: ['sharp'],
      logLevel: 'warning',
    });
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...images], {
      env: { ...process.env, NODE_NO_WARNINGS: '1', ...environment },
    });
    return { ...(JSON.parse(stdout) as Answer), stderr };
  } finally {
    await fs.rm(place, { recursive: true });
  }
}

test('images are decoded beside the GLib of a desktop without a clash', async () => {
  const answer = await decodeBeside(extension, files, { LD_PRELOAD: glib });
  // Otherwise there was nothing to clash with.
  expect(answer.libraries.filter((name) => name.startsWith('libgobject-2.0'))).toHaveLength(1);
  expect(answer.stderr).not.toContain('CRITICAL');
  expect(answer.stderr).toBe('');
  expect(Object.keys(answer.decoded)).toHaveLength(files.length);
});

test('the package decodes without a native library, and to the same pixels but for drawings', async () => {
  const packaged = await decodeBeside(extension, files);
  const native = await decodeBeside(packageRoot(), files);
  expect(packaged.libraries.filter((name) => /vips|sharp/.test(name!))).toEqual([]);
  // This test would compare nothing if both were the same.
  expect(native.libraries.filter((name) => /vips|sharp/.test(name!))).not.toEqual([]);

  const differ = files.filter((file) => packaged.decoded[file] !== native.decoded[file]);
  expect(differ.map((file) => path.basename(file)).sort()).toEqual(['scene.svg', 'view-box.svg']);
  for (const file of differ) {
    const size = /^\d+x\d+x\d+ /;
    expect(packaged.decoded[file]!.match(size)?.[0]).toBe(native.decoded[file]!.match(size)?.[0]);
  }
});

test('a drawing reads no file, whatever it names', async () => {
  const red = path.join(folder, 'red.png');
  const sharp = (await import('sharp')).default;
  const solid = { width: 10, height: 10, channels: 3, background: 'red' } as const;
  await sharp({ create: solid }).png().toFile(red);
  const bytes = (await fs.readFile(red)).toString('base64');
  const nested = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="${red}" width="10" height="10"/></svg>`;

  const drawing = async (name: string, href: string) => {
    const file = path.join(folder, `${name}.svg`);
    const image = `<image href="${href}" width="10" height="10"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">${image}</svg>`;
    await fs.writeFile(file, svg);
    return file;
  };
  const inside = await drawing('inside', `data:image/png;base64,${bytes}`);
  const empty = await drawing('empty', '');
  const outside = [
    await drawing('absolute', red),
    await drawing('relative', path.relative(process.cwd(), red)),
    await drawing('url', `file://${red}`),
    await drawing('fragment', `#/../${path.relative(process.cwd(), red)}`),
    await drawing('nested', `data:image/svg+xml;base64,${Buffer.from(nested).toString('base64')}`),
  ];
  const { decoded } = await decodeBeside(extension, [inside, empty, ...outside]);
  expect(decoded[inside]).toMatch(/^\d+x\d+x3 /);
  expect(decoded[inside]).not.toBe(decoded[empty]);
  for (const file of outside) expect(decoded[file], file).toBe(decoded[empty]);
});
