import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../../server/src/packageRoot';

/** What was measured on; no name of a machine. */
export interface Machine {
  processor: string;
  cores: number;
  gibibytes: number;
  system: string;
  node: string;
  onnxruntime: string;
}

export function thisMachine(): Machine {
  const manifest = path.join(packageRoot(), 'package.json');
  const onnxruntime = createRequire(manifest).resolve('onnxruntime-node/package.json');
  return {
    processor: cpus()[0]!.model.trim(),
    cores: cpus().length,
    gibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    onnxruntime: JSON.parse(readFileSync(onnxruntime, 'utf8')).version,
  };
}

export function machineText(machine: Machine): string {
  const { processor, cores, gibibytes, system, node, onnxruntime } = machine;
  return `${cores} cores of ${processor}, ${gibibytes} GiB, ${system}, Node ${node}, onnxruntime-node ${onnxruntime}`;
}

/** How many processes wanted a core in the last minute: what else went on while it was measured. */
export const load = (): number => Number(loadavg()[0]!.toFixed(2));
