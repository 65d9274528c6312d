import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Warning } from '../../../server/src/protocol';
import { type ListingOptions, listImages } from '../../../server/src/runs/listImages';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';
import { all, writeFiles } from './folders';

function folderWith(...names: string[]): string {
  const folder = temporaryFolder();
  writeFiles(folder, Object.fromEntries(names.map((name) => [name, ''])));
  return folder;
}

async function listed(folder: string, options: ListingOptions = {}): Promise<string[]> {
  return await all(listImages(folder, options));
}

test('images are known by the ends of their names, whatever the case', async () => {
  const folder = folderWith('a.png', 'b.JPEG', 'c.txt', 'd', 'e.png.bak', 'f/g.webp', 'png');
  expect(await listed(folder)).toEqual(['a.png', 'b.JPEG', 'f/g.webp']);
});

test('paths come in the order of their code units, folders and files among each other', async () => {
  const names = ['a/z.png', 'a-b.png', 'a.png', 'a/b/c.png', 'é.png', 'Z.png', 'a0.png', 'z/1.png'];
  expect(await listed(folderWith(...names))).toEqual([...names].sort());
});

test('the order does not depend on how many files there are', async () => {
  const names = Array.from({ length: 5_001 }, (_, index) => `${(index * 3_571) % 5_001}.png`);
  expect(await listed(folderWith(...names))).toEqual([...names].sort());
});

test('what is hidden is left out, unless ignore files are not to be honoured', async () => {
  const folder = folderWith('a.png', '.b.png', '.git/c.png', 'd.png', '.gitignore');
  writeFiles(folder, { '.gitignore': 'd.png' });
  expect(await listed(folder)).toEqual(['a.png']);
  expect(await listed(folder, { ignoreFiles: false })).toEqual([
    '.b.png',
    '.git/c.png',
    'a.png',
    'd.png',
  ]);
});

test('an .ignore file has the last word over a .gitignore beside it', async () => {
  const folder = folderWith('a.png', 'b.png');
  writeFiles(folder, { '.gitignore': '*.png', '.ignore': '!b.png' });
  expect(await listed(folder)).toEqual(['b.png']);
});

test('include and exclude are patterns as in a .gitignore file', async () => {
  const folder = folderWith('cats/1.png', 'cats/old/2.png', 'dogs/3.png', '4.jpg');
  expect(await listed(folder, { include: ['cats'] })).toEqual(['cats/1.png', 'cats/old/2.png']);
  expect(await listed(folder, { include: ['*.jpg', 'cats/*.png'] })).toEqual([
    '4.jpg',
    'cats/1.png',
  ]);
  expect(await listed(folder, { exclude: ['old/', '/4.*'] })).toEqual(['cats/1.png', 'dogs/3.png']);
  expect(await listed(folder, { include: ['cats'], exclude: ['cats/old'] })).toEqual([
    'cats/1.png',
  ]);
});

test('links are followed, and loops of links end', async () => {
  const folder = folderWith('a/1.png', 'b/2.png');
  const elsewhere = folderWith('3.png');
  symlinkSync('..', path.join(folder, 'a/up'));
  symlinkSync(path.join(folder, 'b'), path.join(folder, 'a/b'));
  symlinkSync(path.join(folder, 'a'), path.join(folder, 'b/a'));
  symlinkSync(elsewhere, path.join(folder, 'c'));
  symlinkSync(path.join(folder, 'a/1.png'), path.join(folder, 'link.png'));
  expect(await listed(folder)).toEqual([
    'a/1.png',
    'a/b/2.png',
    'b/2.png',
    'b/a/1.png',
    'c/3.png',
    'link.png',
  ]);
});

test('a link that leads nowhere is an image that is missing, and a pipe is none', async () => {
  const folder = folderWith('a.png');
  symlinkSync('nowhere.png', path.join(folder, 'b.png'));
  mkdirSync(path.join(folder, 'folder.png'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [path.join(folder, 'c.png')]);
  expect(await listed(folder)).toEqual(['a.png', 'b.png']);
});

/** Root may read everything. */
const isRoot = process.getuid?.() === 0 || process.platform === 'win32';

test.skipIf(isRoot)(
  'a folder that may not be read is a warning, and the others go on',
  async () => {
    const folder = folderWith('a/1.png', 'b/2.png', 'c/.gitignore', 'c/3.png');
    chmodSync(path.join(folder, 'a'), 0);
    chmodSync(path.join(folder, 'c/.gitignore'), 0);
    const warnings: Warning[] = [];
    const onWarning = (warning: Warning) => warnings.push(warning);
    expect(await listed(folder, { onWarning })).toEqual(['b/2.png', 'c/3.png']);
    expect(warnings.map(({ message }) => message)).toEqual([
      `${path.join(folder, 'a')} cannot be read (EACCES) and was passed over.`,
      `${path.join(folder, 'c/.gitignore')} cannot be read (EACCES) and was passed over.`,
    ]);
    chmodSync(path.join(folder, 'a'), 0o700);
  },
);

test('an ignore file that cannot be read is a warning', async () => {
  const folder = folderWith('a.png');
  const file = path.join(folder, '.gitignore');
  symlinkSync('nowhere', file);
  const warnings: Warning[] = [];
  expect(await listed(folder, { onWarning: (one) => warnings.push(one) })).toEqual(['a.png']);
  expect(warnings).toEqual([
    {
      code: 'not-readable',
      message: `${file} cannot be read (ENOENT) and was passed over.`,
      details: { file, reason: 'ENOENT' },
    },
  ]);
});

test('a folder that is gone before it is reached is a warning', async () => {
  const folder = folderWith('a/1.png', 'b/2.png');
  symlinkSync('b', path.join(folder, 'c'));
  const warnings: Warning[] = [];
  const names: string[] = [];
  for await (const name of listImages(folder, { onWarning: (one) => warnings.push(one) })) {
    if (names.push(name) === 1) {
      execFileSync('mv', [path.join(folder, 'b'), path.join(folder, '.hidden')]);
    }
  }
  expect(names).toEqual(['a/1.png']);
  expect(warnings.map(({ code, details }) => [code, details.reason])).toEqual([
    ['not-readable', 'ENOENT'],
    ['not-readable', 'ENOENT'],
  ]);
});

test('a folder that is not there is a failure', async () => {
  const nowhere = path.join(temporaryFolder(), 'nowhere');
  await expect(listed(nowhere)).rejects.toMatchObject({
    code: 'folder-not-readable',
    details: { folder: nowhere },
  });
});

test('listing ends when it is cancelled', async () => {
  const folder = folderWith('a.png', 'b.png');
  await expect(listed(folder, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
});

const name = fc.constantFrom('a', 'b', 'ab', 'a b', '[a]', '!a');
const leaf = fc.tuple(name, fc.constantFrom('.png', '.jpg')).map((parts) => parts.join(''));
const file = fc
  .tuple(fc.array(name, { maxLength: 3 }), leaf)
  .map(([folders, last]) => [...folders, last].join('/'));
const pattern = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('', '!', '/', '!/', '**/', '\\'),
      fc.array(fc.oneof(name, fc.constantFrom('*', '**', 'a*', '?')), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.constantFrom('', '/', '.png', '/*', '/**', ' ', '\\ '),
    )
    .map(([start, middle, end]) => start + middle.join('/') + end),
  fc.constantFrom('# comment', '', '*.jpg', '!*.png', '*', '!*/'),
);
const ignoreFile = fc.tuple(
  fc.array(name, { maxLength: 2 }).map((folders) => [...folders, '.gitignore'].join('/')),
  fc.array(pattern, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
);

const hasGit = spawnSync('git', ['--version']).status === 0;

test.skipIf(!hasGit)(
  'ignore files leave out what git leaves out',
  { timeout: 60_000 },
  async () => {
    const empty = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { minLength: 3, maxLength: 12 }),
        fc.array(ignoreFile, { minLength: 1, maxLength: 3 }),
        async (files, ignoreFiles) => {
          const folder = temporaryFolder();
          writeFiles(folder, Object.fromEntries(files.map((one) => [one, ''])));
          writeFiles(folder, Object.fromEntries(ignoreFiles));
          const git = (...parts: string[]): string =>
            execFileSync('git', ['-c', 'core.excludesFile=', ...parts], {
              cwd: folder,
              encoding: 'utf8',
              env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', HOME: empty },
            });
          git('init', '-q');
          const kept = git('ls-files', '-z', '--others', '--exclude-standard');
          const images = kept.split('\0').filter((one) => /\.(png|jpg)$/.test(one));
          expect(await listed(folder)).toEqual(images.sort());
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 25) },
    );
  },
);
