import { readFileSync } from 'node:fs';

/** What Linux tells of a process in /proc. */
export interface ProcessUsage {
  /** Bytes of resident memory, now and at most so far. */
  resident: number;
  mostResident: number;
  /** Bytes of it that are the process's own, without pages of files. */
  anonymous: number;
  processorSeconds: number;
}

/** @throws Error `ENOENT` once the process is gone. */
export function processUsage(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0) * 1_024;
  // After the name in parentheses; in hundredths of a second.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return {
    resident: bytes('VmRSS'),
    mostResident: bytes('VmHWM'),
    anonymous: bytes('RssAnon'),
    processorSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
  };
}

/** A process, and all that it has started, with the program that each one runs. */
export function processTree(pid: number): { pid: number; program: string }[] {
  try {
    const program = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return [
      { pid, program },
      ...children.filter(Boolean).flatMap((child) => processTree(Number(child))),
    ];
  } catch {
    return [];
  }
}
