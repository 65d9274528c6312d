import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli';
import { ErrorStore, fileStamp, Results, userCacheFolder } from '../../../server/src/store';
import { StoreDatabase } from '../../../server/src/store/process/storeDatabase';
import { errorsOf } from '../store/sampleErrors';
import { result, temporaryFolder } from '../store/sampleResults';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, renameSync: vi.fn(fs.renameSync) };
});

async function run(args: string[], onInterrupt: (stop: () => void) => void = () => {}) {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: false });
  const code = await runCli(['store', ...args], { stdout, stderr, onInterrupt }, () => {});
  return { code, stdout: stdout.read() ?? '', stderr: stderr.read() ?? '' };
}

async function openErrors(folder: string): Promise<ErrorStore> {
  const store = new ErrorStore({ onTrouble: ({ reason }) => expect.fail(reason) });
  onTestFinished(() => store.close());
  await store.open(folder);
  return store;
}

const known = [
  { conditioning: 'cat', errors: errorsOf(1, 20) },
  { conditioning: 'dog', errors: errorsOf(2, 10) },
];

/** A cache folder with errors of two images and the result of one, in use. */
async function usedFolder() {
  const folder = temporaryFolder();
  const errors = await openErrors(folder);
  for (const image of ['one', 'two']) await errors.remember(image, known);
  const results = new Results();
  onTestFinished(() => results.close());
  await results.open(folder);
  const image = path.join(folder, 'image.png');
  writeFileSync(image, 'pixels');
  await results.remember(image, (await fileStamp(image))!, result('cat'));
  return { folder, errors, results, image };
}

/** Changes a byte in every record of errors. */
async function damageErrors(folder: string): Promise<void> {
  const database = StoreDatabase.open(folder, 'errors');
  const records = database.binaryTable('errors');
  database.write(() => {
    for (const { key, value } of [...records.getRange()]) {
      value[9]! ^= 1;
      records.putSync(key, value);
    }
  });
  await database.close();
}

test('without a folder it is about that of the user', async () => {
  const { stdout } = await run(['info', '--json']);
  expect(stdout.split('\n').map((line: string) => line && JSON.parse(line).folder)).toEqual([
    path.join(userCacheFolder(), 'store-1'),
    path.join(userCacheFolder(), 'errors-1'),
    '',
  ]);
});

test('info says what there is and where, and makes nothing', async () => {
  const { folder } = await usedFolder();
  const found = await run(['info', '--cache-folder', folder]);
  expect(found).toMatchObject({ code: 0, stderr: '' });
  expect(found.stdout).toContain(`errors  ${path.join(folder, 'errors-1')}`);
  expect(found.stdout).toContain('60 evaluations of 2 images under 4 labels or prompts');
  expect(found.stdout).toContain('of at most 1.00 GB');
  expect(found.stdout).toMatch(/results {2}.*store-1\n {2}1 image\n/);
  const none = path.join(temporaryFolder(), 'none');
  expect((await run(['info', '--cache-folder', none])).stdout).toContain('nothing yet');
  expect(existsSync(none)).toBe(false);
});

test('info as JSON, of what was asked for', async () => {
  const { folder } = await usedFolder();
  mkdirSync(path.join(folder, 'errors-1.damaged'));
  writeFileSync(path.join(folder, 'errors-1.damaged', 'data.mdb'), 'damaged');
  const { stdout } = await run(['info', '--errors', '--json', '--cache-folder', folder]);
  expect(JSON.parse(stdout)).toMatchObject({
    holds: 'errors',
    folder: path.join(folder, 'errors-1'),
    setAside: 7,
    content: { contexts: 2, conditionings: 4, evaluations: 60, capacity: 1e9 },
  });
  const text = (await run(['info', '--errors', '--cache-folder', folder])).stdout;
  expect(text).toContain('errors-1.damaged: 7 B that were damaged');
});

test('clear removes what it is told to, under a server that uses it, which goes on', async () => {
  const { folder, errors, results, image } = await usedFolder();
  const cleared = await run(['clear', '--errors', '--cache-folder', folder]);
  expect(cleared).toMatchObject({ code: 0, stderr: '' });
  expect(cleared.stdout).toMatch(/^errors: [\d.]+ kB freed\n$/);
  expect(await errors.find('one', ['cat'])).toEqual([undefined]);
  expect((await results.current(image))?.predicted).toBe('cat');
  await errors.remember('one', known);
  expect(await (await openErrors(folder)).find('one', ['cat'])).toEqual([errorsOf(1, 20)]);
  await run(['clear', '--json', '--cache-folder', folder]);
  expect(['errors-1', 'store-1'].filter((name) => existsSync(path.join(folder, name)))).toEqual([]);
});

test('clear of a folder that the system does not let go says why', async () => {
  const { folder } = await usedFolder();
  vi.mocked(renameSync).mockImplementationOnce(() => {
    throw new Error('EBUSY: resource busy or locked');
  });
  const { code, stderr } = await run(['clear', '--errors', '--cache-folder', folder]);
  expect(code).toBe(1);
  expect(stderr).toContain(`${path.join(folder, 'errors-1')} cannot be removed: EBUSY`);
  expect(stderr).toContain('end that first');
});

test('an empty name of a folder is none, and nothing is cleared in the folder at hand', async () => {
  const { code, stdout, stderr } = await run(['clear', '--cache-folder', '']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Expected the name of a folder.');
});

test('clear of what is not there frees nothing', async () => {
  const none = path.join(temporaryFolder(), 'none');
  const { code, stdout } = await run(['clear', '--cache-folder', none]);
  expect([code, stdout]).toEqual([0, 'results: 0 B freed\nerrors: 0 B freed\n']);
});

test('verify counts what is whole; what is damaged is said, and removed where that is asked for', async () => {
  const { folder } = await usedFolder();
  const whole = await run(['verify', '--cache-folder', folder]);
  expect(whole).toEqual({
    code: 0,
    stdout: 'results: 1 records are whole, 0 damaged\nerrors: 4 records are whole, 0 damaged\n',
    stderr: '',
  });
  await damageErrors(folder);
  const damaged = await run(['verify', '--errors', '--cache-folder', folder]);
  expect(damaged.stdout).toBe('errors: 0 records are whole, 4 damaged\n');
  expect(damaged.stderr).toContain('verify --repair');
  expect(damaged.code).toBe(1);
  const repaired = await run([
    'verify',
    '--errors',
    '--repair',
    '--json',
    '--cache-folder',
    folder,
  ]);
  expect(JSON.parse(repaired.stdout)).toEqual({ holds: 'errors', whole: 0, damaged: 4 });
  expect(repaired).toMatchObject({ code: 1, stderr: '' });
  const after = await run(['verify', '--errors', '--cache-folder', folder]);
  expect(after).toMatchObject({ code: 0, stdout: 'errors: 0 records are whole, 0 damaged\n' });
}, 60_000);

test('verify can be interrupted', async () => {
  const { folder } = await usedFolder();
  const { code } = await run(['verify', '--cache-folder', folder], (stop) => stop());
  expect(code).toBe(130);
});

test('files that lmdb cannot read are named, with what to do', async () => {
  const { folder, errors } = await usedFolder();
  errors.close();
  const data = path.join(folder, 'errors-1', 'data.mdb');
  writeFileSync(data, readFileSync(data).fill(0x5a));
  const { code, stderr } = await run(['verify', '--errors', '--cache-folder', folder]);
  expect(code).toBe(1);
  expect(stderr).toContain(`${path.join(folder, 'errors-1')} is damaged`);
  expect((await run(['clear', '--cache-folder', folder])).code).toBe(0);
});
