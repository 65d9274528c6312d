import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import { describe, expect, test, vi } from 'vitest';
import { Failure } from '../../../server/src/failure';
import type { RunRow } from '../../../server/src/protocol';
import { exportRows, readRows, readTable } from '../../../server/src/tables';
import { all } from './all';
import { broken, cat, each, ran } from './rows';

let files = 0;
/** In a folder of its own. */
function newFile(ending: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tables-'));
  files += 1;
  return path.join(folder, `${files}${ending}`);
}

async function exported(ending: string, rows: RunRow[]): Promise<string> {
  const file = newFile(ending);
  await exportRows(each(rows), ran, file);
  return file;
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

const rows = [cat('a.png'), broken('b.png'), cat('c/d.png', { bytes: 2 ** 40 })];
const toDo = 'Name another file, or mend or remove this one.';

describe.each(['.csv', '.jsonl', '.parquet'])('a table that ends in %s', (ending) => {
  test('gives back what was exported', async () => {
    const file = newFile(ending);
    expect(await exportRows(each(rows), ran, file)).toEqual({ appended: 3, unchanged: 0 });
    expect(await all(readRows(file))).toEqual(rows);
    expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
  });

  test('has the columns that are documented, with the runner-up', async () => {
    const [first, second] = await all(readTable(await exported(ending, rows)));
    expect(first).toMatchObject({
      run: ran.run,
      image: 'a.png',
      modified: '2026-11-23T17:30:00.123Z',
      bytes: '3000',
      truth: 'cat',
      predicted: 'cat',
      correct: 'true',
      probability: '0.75',
      margin: '0.001',
      second: 'dog',
      second_probability: '0.25',
      evaluations: '16',
      seconds: '0.5',
      decided: 'true',
      model: ran.model,
      provider: 'cpu',
      failure_code: '',
      failure_message: '',
    });
    expect(second).toMatchObject({
      truth: '',
      predicted: '',
      correct: '',
      probability: '',
      failure_code: 'image-not-decodable',
      failure_message: 'b.png is no image.',
      labels: '',
    });
  });

  test('is the same, byte for byte, for the same rows', async () => {
    const [one, other] = [await exported(ending, rows), await exported(ending, rows)];
    expect(readFileSync(one)).toEqual(readFileSync(other));
  });

  test('keeps what is in it: appending makes what exporting all at once makes', async () => {
    const file = await exported(ending, rows.slice(0, 2));
    const counts = await exportRows(each(rows), ran, file);
    expect(counts).toEqual({ appended: 1, unchanged: 2 });
    expect(readFileSync(file)).toEqual(readFileSync(await exported(ending, rows)));
  });

  test('is not touched where there is nothing to append', async () => {
    const file = await exported(ending, rows);
    utimesSync(file, 1, 1);
    expect(await exportRows(each(rows), ran, file)).toEqual({ appended: 0, unchanged: 3 });
    expect(statSync(file).mtimeMs).toBe(1_000);
  });

  test('takes several runs, changed images, and what became of failures', async () => {
    const file = await exported(ending, rows);
    const more = [cat('a.png', { modified: '2026-11-24T00:00:00.000Z' }), cat('b.png')];
    const other = { run: 'f'.repeat(16), model: 'other' };
    expect((await exportRows(each(more), ran, file)).appended).toBe(2);
    expect((await exportRows(each([cat('c/d.png')]), other, file)).appended).toBe(1);
    expect(await all(readTable(file))).toHaveLength(6);
    // Of each image the newest.
    expect(await all(readRows(file))).toEqual([...more, cat('c/d.png')]);
  });

  test('without rows is a table without rows', async () => {
    const file = await exported(ending, []);
    expect(await all(readRows(file))).toEqual([]);
    expect((await exportRows(each(rows), ran, file)).appended).toBe(3);
    expect(readFileSync(file)).toEqual(readFileSync(await exported(ending, rows)));
  });

  test('may be an empty file', async () => {
    const file = newFile(ending);
    writeFileSync(file, '');
    await exportRows(each(rows), ran, file);
    expect(await all(readRows(file))).toEqual(rows);
  });

  test('is waited for while another process writes it, so that no row comes twice', async () => {
    const file = newFile(ending);
    const counts = await Promise.all([
      exportRows(each(rows), ran, file),
      exportRows(each(rows), ran, file),
    ]);
    expect(counts.map(({ appended }) => appended).sort()).toEqual([0, 3]);
    expect(await all(readRows(file))).toEqual(rows);
  });

  test('is whole when the rows end in an error, which is passed on', async () => {
    const file = await exported(ending, rows.slice(0, 1));
    const before = readFileSync(file);
    const rest = async function* () {
      yield* rows;
      throw Object.assign(new Error('gone'), { syscall: 'read', code: 'EIO' });
    };
    await expect(exportRows(rest(), ran, file)).rejects.toThrow('gone');
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(path.dirname(file))).toEqual([path.basename(file)]);
  });

  test('behind a link is written where it is', async () => {
    const file = await exported(ending, rows.slice(0, 1));
    const link = newFile(ending);
    symlinkSync(file, link);
    await exportRows(each(rows), ran, link);
    expect(readlinkSync(link)).toBe(file);
    expect(await all(readRows(file))).toEqual(rows);
  });

  test('has more rows than are written at once', async () => {
    const many = Array.from({ length: 2_100 }, (_, at) => cat(`${at}.png`));
    const file = await exported(ending, many);
    await exportRows(each([...many, cat('last.png')]), ran, file);
    const images = (await all(readRows(file))).map(({ image }) => image);
    expect(images).toEqual([...many, { image: 'last.png' }].map(({ image }) => image));
  });
});

describe.each(['.csv', '.jsonl'])('a table that ends in %s', (ending) => {
  test('cut anywhere by a kill, is mended by the next export', async () => {
    const file = await exported(ending, rows);
    const whole = readFileSync(file);
    // Every byte of the last row, which has a result, and some of all others.
    const step = (length: number): number => (length > 0.6 * whole.length || length < 4 ? 1 : 29);
    for (let length = 0; length < whole.length; length += step(length)) {
      writeFileSync(file, whole.subarray(0, length));
      await exportRows(each(rows), ran, file);
      expect(readFileSync(file, 'utf8'), `cut to ${length} bytes`).toBe(whole.toString());
    }
  }, 120_000);

  test('loses no whole row where an editor has removed the end of the last line', async () => {
    const file = await exported(ending, rows);
    truncateSync(file, statSync(file).size - 1);
    await exportRows(each([cat('e.png')]), { ...ran, run: 'e'.repeat(16) }, file);
    expect(await all(readRows(file))).toEqual([...rows, cat('e.png')]);
  });

  test('that ends in something else than the beginning of a row is left alone', async () => {
    const file = await exported(ending, rows);
    const text = `${readFileSync(file, 'utf8')}"my notes`;
    writeFileSync(file, text);
    const { code, message } = await failureOf(exportRows(each(rows), ran, file));
    expect(code).toBe('file-not-writable');
    expect(message).toContain(`${file} line ${ending === '.csv' ? 5 : 4} is no row of a table`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('with a line in its midst that is no row is left alone', async () => {
    const file = await exported(ending, rows);
    const text = readFileSync(file, 'utf8').replace(/\n/, '\nmy notes\n');
    writeFileSync(file, text);
    const { message } = await failureOf(exportRows(each([]), ran, file));
    expect(message).toContain(`line 2 is no row of a table of runs. ${toDo}`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

test.each(['.csv', '.jsonl'])('a disk that is full leaves whole rows in %s', async (ending) => {
  const file = await exported(ending, rows.slice(0, 1));
  const before = readFileSync(file);
  const handle = await open(file);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const append = vi.spyOn(prototype, 'appendFile').mockImplementationOnce(async function (
    this: FileHandle,
  ) {
    await this.write('half of a r');
    throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
  });
  const { message } = await failureOf(exportRows(each(rows), ran, file));
  append.mockRestore();
  expect(message).toContain(`${file} cannot be written (ENOSPC): expected a folder that is there,`);
  expect(readFileSync(file)).toEqual(before);
  expect(await exportRows(each(rows), ran, file)).toEqual({ appended: 2, unchanged: 1 });
});

test('a text that begins with U+FEFF keeps it in .parquet', async () => {
  const rows = [cat('\uFEFFa.png')];
  expect(await all(readRows(await exported('.parquet', rows)))).toEqual(rows);
});

test('a row of .csv that ends where its labels should begin is not whole', async () => {
  const file = await exported('.csv', rows.slice(0, 1));
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.slice(0, text.indexOf('"[')));
  await exportRows(each(rows.slice(0, 1)), ran, file);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('.csv that a spreadsheet has saved with other line ends and without a mark is appended to', async () => {
  const file = await exported('.csv', rows.slice(0, 2));
  const saved = readFileSync(file, 'utf8').slice(1).replaceAll('\n', '\r\n');
  writeFileSync(file, saved);
  expect(await exportRows(each(rows), ran, file)).toEqual({ appended: 1, unchanged: 2 });
  expect(readFileSync(file, 'utf8').startsWith(saved)).toBe(true);
  expect(await all(readRows(file))).toEqual(rows);
});

test('what a spreadsheet could run is text in .csv, and comes back as it was', async () => {
  const names = ['=1+1', '+1', '-1', '@a', "'=1", "''-", '\t=1', '\r=1', '\n=1', '＝1', "'a"];
  const bold = names.map((name) => cat(name, { truth: name }));
  const file = await exported('.csv', bold);
  for (const line of readFileSync(file, 'utf8').split('\n0').slice(1)) {
    expect(line).not.toMatch(/,"?[=+\-@\t\r\n＝]/);
  }
  expect(await all(readRows(file))).toEqual(bold);
});

test.each([
  ['of other columns', 'a.csv', 'image,label\na.png,cat\n'],
  ['with one line that is not ended', 'a.csv', 'my notes'],
  ['of other columns', 'a.jsonl', '{"image": "a.png", "run": "x"}\n'],
  ['of text', 'a.jsonl', 'my notes\n'],
  ['with one line that is not ended', 'a.jsonl', '{"my": "notes"'],
  ['of another kind', 'a.parquet', 'run,image,modified\n'],
  ['that is cut', 'a.parquet', 'PAR1'],
])('a file %s is left alone: %s', async (_, name, text) => {
  const file = path.join(path.dirname(newFile('')), name);
  writeFileSync(file, text);
  const { code, message, details } = await failureOf(exportRows(each(rows), ran, file));
  expect({ code, details }).toEqual({ code: 'file-not-writable', details: { file } });
  expect(message).toContain(file);
  expect(message).toContain(toDo);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

async function columns(): Promise<string[]> {
  const header = readFileSync(await exported('.csv', []), 'utf8');
  return header.slice(1).trim().split(',');
}

test('says how columns differ', async () => {
  const file = newFile('.csv');
  const names = await columns();
  writeFileSync(file, `note,${names.filter((name) => name !== 'bytes').join()}\n`);
  const { message } = await failureOf(exportRows(each(rows), ran, file));
  expect(message).toBe(
    `${file} has other columns than a table of runs: without bytes and with note. ${toDo}`,
  );
  writeFileSync(file, `${names.reverse().join()}\n`);
  const order = await failureOf(exportRows(each(rows), ran, file));
  expect(order.message).toContain('than a table of runs: in another order.');
});

test('.parquet of other columns, or other types, is left alone', async () => {
  const file = newFile('.parquet');
  const columnData = (await columns()).map((name) => ({ name, data: ['1'] }));
  parquetWriteFile({ filename: file, columnData });
  const types = await failureOf(exportRows(each(rows), ran, file));
  expect(types.message).toContain('has columns of other types than a table of runs');
  parquetWriteFile({ filename: file, columnData: columnData.slice(1) });
  const names = await failureOf(exportRows(each(rows), ran, file));
  expect(names.message).toContain('has other columns than a table of runs: without run.');
});

test.each(['.csv', '.jsonl', '.parquet'])(
  'says why a %s file cannot be written',
  async (ending) => {
    const file = newFile(ending);
    mkdirSync(file);
    const { code, message } = await failureOf(exportRows(each(rows), ran, file));
    expect(code).toBe('file-not-writable');
    expect(message).toMatch(/ cannot be (read|written) \(EISDIR\)/);
  },
);

test('makes no folder', async () => {
  const file = path.join(newFile(''), 'table.csv');
  const { message } = await failureOf(exportRows(each(rows), ran, file));
  expect(message).toContain(`${file} cannot be written (ENOENT): expected a folder that is there`);
  expect(existsSync(path.dirname(file))).toBe(false);
});

test.skipIf(process.platform === 'win32')('.parquet stays as private as it was', async () => {
  const file = await exported('.parquet', rows.slice(0, 1));
  chmodSync(file, 0o600);
  await exportRows(each(rows), ran, file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('says that a file has another ending', async () => {
  const { message } = await failureOf(exportRows(each(rows), ran, 'a.xlsx'));
  expect(message).toBe('a.xlsx is no table: expected a file that ends in .csv, .jsonl, .parquet.');
});
