import { type FileHandle, open, readdir, readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { Failure } from '../failure';
import { sortWays } from '../protocol';
import type { FileStamp } from './fileStamp';
import { isInside } from './isInside';

const stampSchema: z.ZodType<FileStamp> = z.strictObject({
  bytes: z.int().min(0),
  modified: z.string().regex(/^-?\d+$/),
});

/** A log that was tampered with must lead nowhere else. */
const nameSchema = z.string().refine((name) => isInside(name) && path.basename(name) === name);

const headSchema = z.strictObject({
  /** Raised when a log changes its meaning. */
  sortLog: z.literal(1),
  began: z.string(),
  /** Absolute paths: of the images, and of the label folders. */
  folder: z.string(),
  to: z.string(),
  way: z.enum(sortWays),
});

const actionSchema = z.strictObject({
  /** Numbered from 1 on. */
  action: z.int(),
  /** Relative to `folder`, with `/`. */
  image: z.string().refine(isInside),
  /** Name of a folder in `to`, and of the file in it. */
  into: nameSchema,
  as: nameSchema,
  /** Of the image. */
  stamp: stampSchema,
});

/** Every line says one thing; what is to be done is said before, what was done after. */
const lineSchema = z.union([
  actionSchema,
  /** A folder that was not there before: absolute, so that its parents may be among them. */
  z.strictObject({ make: z.string() }),
  /** The folder that a label gets. */
  z.strictObject({ label: z.string(), folder: z.string() }),
  /** With the stamp of what was made. */
  z.strictObject({ done: z.int(), stamp: stampSchema }),
  z.strictObject({ undoing: z.int() }),
  z.strictObject({ undone: z.int() }),
]);

export type LogHead = z.infer<typeof headSchema>;
export type SortAction = z.infer<typeof actionSchema>;
type Line = z.infer<typeof lineSchema>;

/** An action of a log. */
export interface Begun {
  action: SortAction;
  /** The stamp of what it has made, if it was done. */
  made?: FileStamp;
  /** Whether somebody has begun to undo it. */
  isBeingUndone?: true;
}

/** What a log says. */
export interface LogContent {
  head: LogHead;
  /** In the order in which they were made. */
  made: string[];
  /** The folder of each label. */
  folders: Map<string, string>;
  /** What was begun and not undone, by number. */
  actions: Map<number, Begun>;
  /** The highest number. */
  last: number;
}

const logName = /^sort-log(?: \((\d+)\))?\.jsonl$/;

/** The logs in a folder, the newest first. */
export async function logsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => {
      const found = logName.exec(name);
      return found ? [{ name, number: Number(found[1] ?? 1) }] : [];
    })
    .sort((a, b) => b.number - a.number)
    .map(({ name }) => path.join(folder, name));
}

/** Of the next log in a folder. */
export async function nextLogFile(folder: string): Promise<string> {
  const [newest] = await logsIn(folder);
  const number = newest ? Number(logName.exec(path.basename(newest))![1] ?? 1) + 1 : 1;
  return path.join(folder, number === 1 ? 'sort-log.jsonl' : `sort-log (${number}).jsonl`);
}

function noLog(file: string, reason: string): Failure {
  return new Failure(
    'file-not-readable',
    `${file} cannot be read as a log of sorting: ${reason}. Expected the sort-log.jsonl that sorting has named.`,
    { file, reason },
  );
}

function parsed<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * @throws Failure `file-not-readable` where it is not there, or is no log. A last line that was cut
 *   short, as by the end of its process, is passed over: what it would have said was not begun.
 */
export async function readLog(file: string): Promise<LogContent> {
  let content: LogContent | undefined;
  let broken: number | undefined;
  let number = 0;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    for await (const text of handle.readLines({ autoClose: false })) {
      number += 1;
      if (text === '') continue;
      if (!content) {
        const head = parsed(text, headSchema);
        if (!head) throw noLog(file, 'its first line is not that of one');
        content = { head, made: [], folders: new Map(), actions: new Map(), last: 0 };
        continue;
      }
      if (broken !== undefined) throw noLog(file, `line ${broken} is damaged`);
      const line = parsed(text, lineSchema);
      if (line) tell(content, line);
      else broken = number;
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw noLog(file, code === 'ENOENT' ? 'there is no such file' : message);
  } finally {
    await handle?.close();
  }
  if (!content) throw noLog(file, 'it is empty');
  return content;
}

function tell(content: LogContent, line: Line): void {
  if ('action' in line) {
    content.actions.set(line.action, { action: line });
    content.last = line.action;
  } else if ('make' in line) content.made.push(line.make);
  else if ('label' in line) content.folders.set(line.label, line.folder);
  else if ('done' in line) {
    const begun = content.actions.get(line.done);
    if (begun) begun.made = line.stamp;
  } else if ('undoing' in line) {
    const begun = content.actions.get(line.undoing);
    if (begun) begun.isBeingUndone = true;
  } else content.actions.delete(line.undone);
}

/** Writes at the end of a log. */
export class LogWriter {
  private constructor(private readonly handle: FileHandle) {}

  /**
   * @param made folders that were made for it.
   * @throws errors of the file system; EEXIST where it is there.
   */
  static async create(file: string, head: LogHead, made: readonly string[]): Promise<LogWriter> {
    const writer = new LogWriter(await open(file, 'ax'));
    const lines = [head, ...made.map((make) => ({ make }))];
    await writer.write(lines).catch(async (error: unknown) => {
      await writer.close();
      throw error;
    });
    return writer;
  }

  /** A last line that was cut short makes room. */
  static async goOn(file: string): Promise<LogWriter> {
    const content = await readFile(file);
    await truncate(file, content.lastIndexOf('\n') + 1);
    return new LogWriter(await open(file, 'a'));
  }

  /** Resolves when the lines are on disk. */
  async promise(lines: readonly Line[]): Promise<void> {
    await this.write(lines);
    await this.handle.datasync();
  }

  /** They survive the end of this process; that of the machine with the next {@link promise}. */
  async write(lines: readonly (Line | LogHead)[]): Promise<void> {
    await this.handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
