import * as path from 'node:path';
import { FileType, type Memento, Uri, workspace } from 'vscode';

const key = 'sortLogs';
/** Of one run: logs of older sortings are in folders that are known, or are looked for by hand. */
const maxLogs = 10;

/** A log, and when it was written to: milliseconds since 1970. */
interface WrittenLog {
  log: string;
  time: number;
}

/** The logs by which the sortings of runs can be undone. */
export class SortLogs {
  constructor(private readonly memory: Memento) {}

  async remember(run: string, log: string): Promise<void> {
    const logs = [log, ...this.ofRun(run).filter((each) => each !== log)].slice(0, maxLogs);
    await this.memory.update(key, { ...this.all, [run]: logs });
  }

  /** Absolute paths, the newest log first, of those that are still there. */
  async find(run: string, folder: string): Promise<string[]> {
    const beside = await Promise.all([logsIn(`${folder}-sorted`), logsIn(folder)]);
    const logs = [...new Set([...this.ofRun(run), ...beside.flat()])];
    return (await newestFirst(logs)).map(({ log }) => log);
  }

  /** The log that was written to last in a folder. */
  async lastIn(folder: string): Promise<WrittenLog | undefined> {
    const [last] = await newestFirst(await logsIn(folder));
    return last;
  }

  private get all(): Record<string, string[]> {
    return this.memory.get(key, {});
  }

  private ofRun(run: string): string[] {
    return this.all[run] ?? [];
  }
}

/** As the server calls them: the second is of another way of sorting into the same place. */
const logName = /^sort-log( \(\d+\))?\.jsonl$/;

async function logsIn(folder: string): Promise<string[]> {
  try {
    const entries = await workspace.fs.readDirectory(Uri.file(folder));
    return entries
      .filter(([name, type]) => logName.test(name) && type === FileType.File)
      .map(([name]) => path.join(folder, name));
  } catch {
    return [];
  }
}

async function newestFirst(logs: readonly string[]): Promise<WrittenLog[]> {
  const written = await Promise.all(logs.map(async (log) => ({ log, time: await changed(log) })));
  return written.filter(({ time }) => time > 0).sort((one, other) => other.time - one.time);
}

/** Milliseconds since 1970; 0 where there is no such file. */
async function changed(file: string): Promise<number> {
  try {
    return (await workspace.fs.stat(Uri.file(file))).mtime;
  } catch {
    return 0;
  }
}
