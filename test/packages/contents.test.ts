import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../server/src/packageRoot';
import { contents, forbidden, required, type Target, topLevel } from './contents';
import { nativeFormat } from './nativeFormat';
import { filesBelow, packageFor, unpack } from './packages';

const all = Object.keys(contents) as Target[];
// One with sharp as WebAssembly and one with it as a library, or `npm run test:packages`.
const targets: Target[] = process.env.PACKAGES === 'all' ? all : ['linux-x64', 'win32-arm64'];

const megabyte = 1e6;
const isNative = (name: string) => /\.(node|so|dll|dylib|wasm|exe)(\.\d+)*$/.test(name);

/** The names of packages, those within others included, of a list of files below node_modules. */
function packagesOf(files: string[]): Set<string> {
  const names = files.map((file) => /^((?:@[^/]+\/)?[^/]+)\//.exec(file)![1]!);
  return new Set(names);
}

/** What is in media/, but for the picture of the page, which VS Code shows only from an address. */
async function pictures(): Promise<string[]> {
  const names = await filesBelow(path.join(packageRoot(), 'media'));
  return names.filter((name) => name !== 'editor.png').map((name) => `media/${name}`);
}

/** Every string in a value of JSON. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
}

describe.each(targets)('the package for %s', (target) => {
  let parent: string;
  let folder: string;
  let file: string;
  let files: string[];
  let modules: string[];

  beforeAll(async () => {
    file = await packageFor(target);
    parent = await fs.mkdtemp(path.join(os.tmpdir(), 'package-'));
    folder = await unpack(file, parent);
    files = await filesBelow(folder);
    modules = files
      .filter((name) => name.startsWith('node_modules/'))
      .map((name) => name.slice('node_modules/'.length));
  });
  afterAll(() => fs.rm(parent, { recursive: true, force: true }));

  test('has less than 60 MB', async () => {
    const { size } = await fs.stat(file);
    expect(size).toBeLessThan(60 * megabyte);
    // Without ONNX Runtime and the model it would be much smaller.
    expect(size).toBeGreaterThan(20 * megabyte);
  });

  test('is for that platform, by its own word', async () => {
    const about = await fs.readFile(path.join(parent, 'extension.vsixmanifest'), 'utf8');
    expect(about).toContain(`TargetPlatform="${target}"`);
  });

  test('has the native files of that platform, made for its processor, and no others', async () => {
    const found: Record<string, string> = {};
    for (const name of modules.filter(isNative)) {
      found[name] = nativeFormat(await fs.readFile(path.join(folder, 'node_modules', name)));
    }
    expect(found).toEqual(contents[target].native);
    expect(files.filter((name) => !name.startsWith('node_modules/')).filter(isNative)).toEqual([]);
  });

  test('has the modules that are loaded, and no others', () => {
    expect([...packagesOf(modules)].sort()).toEqual([...contents[target].modules].sort());
  });

  test('has what it runs, and no sources, tests or files of developers', async () => {
    expect((await fs.readdir(folder)).sort()).toEqual(topLevel);
    expect(files).toEqual(expect.arrayContaining([...required, ...(await pictures())]));
    expect(files.filter((name) => forbidden.some((pattern) => pattern.test(name)))).toEqual([]);
  });

  test('has every file that its manifest names', async () => {
    const manifest = JSON.parse(await fs.readFile(path.join(folder, 'package.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('scripts');
    expect(manifest).not.toHaveProperty('devDependencies');
    const named = strings([manifest.main, manifest.bin, manifest.icon, manifest.contributes])
      .filter((text) => /^(\.\/)?(dist|media|l10n)\/\S+$/.test(text))
      .map((text) => path.posix.normalize(text));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !files.includes(name))).toEqual([]);
  });

  test('has every part that a bundle loads from beside it', async () => {
    const missing: string[] = [];
    let found = 0;
    for (const name of files.filter((file) => /^dist\/.*\.js$/.test(file))) {
      const code = await fs.readFile(path.join(folder, name), 'utf8');
      const beside = /(?:\brequire\(|\bimport\(|\bfrom|\bimport)\s*"(\.\.?\/[^"\s]+\.js)"/g;
      for (const [, part] of code.matchAll(beside)) {
        found += 1;
        const wanted = path.posix.join(path.posix.dirname(name), part!);
        if (!files.includes(wanted)) missing.push(`${name} wants ${wanted}`);
      }
    }
    expect(found).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });

  test('has a page without pictures or links to what is not there', async () => {
    const readme = await fs.readFile(path.join(folder, 'readme.md'), 'utf8');
    const addresses = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, address]) => address!);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => !/^(https:|#)/.test(address))).toEqual([]);
  });

  test('says nothing of the machine that made it, and has no secret', async () => {
    const ours = [packageRoot(), path.join(os.tmpdir(), 'diffusion-classifier')];
    // The homes of those who built the libraries are in them.
    const traces = (name: string) => (isNative(name) ? ours : [...ours, `${os.homedir()}/`]);
    const secret =
      /\b(npm_[A-Za-z0-9]{36}|gh[pousr]_\w{36}|hf_[A-Za-z]{34})\b|-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}/;
    const found: string[] = [];
    for (const name of files) {
      const text = await fs.readFile(path.join(folder, name), 'latin1');
      if (traces(name).some((trace) => text.includes(trace)) || secret.test(text)) found.push(name);
    }
    expect(found).toEqual([]);
  });
});
