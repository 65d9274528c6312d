import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** The processes, and all that they have started. */
export async function withDescendants(pids: readonly number[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const parents = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set(pids);
  for (const parent of found) {
    for (const [pid, ppid] of parents) if (ppid === parent) found.add(pid!);
  }
  return [...found];
}

/** The language servers of this extension that have the variable in their environment. Linux only. */
export async function languageServers(name: string, value: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await fs.readdir('/proc')) {
    const read = (file: string): Promise<string> =>
      fs.readFile(path.join('/proc', pid, file), 'utf8').catch(() => '');
    const [command, environment] = await Promise.all([read('cmdline'), read('environ')]);
    const isServer = command.split('\0').some((part) => part.endsWith('/dist/server.js'));
    if (isServer && environment.split('\0').includes(`${name}=${value}`)) found.push(Number(pid));
  }
  return found;
}
