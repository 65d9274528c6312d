import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../../server/src/packageRoot';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

interface Activated {
  files: string[];
  loadMs: number;
  activateMs: number;
  cpuMs: number;
}

/** In a process of its own, with an editor that answers at once. */
async function activated(): Promise<Activated> {
  const fixture = path.join(packageRoot(), 'test/fixtures/clients/activation.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [fixture]);
  return JSON.parse(stdout);
}

/** What the extension takes of the editor's start. */
export const activation: Part = {
  name: 'activation',
  title: 'What the extension takes of the start of VS Code',
  measure: async ({ quick }, say) => {
    const runs = quick ? 3 : 51;
    const all: Activated[] = [];
    for (let run = 1; run <= runs; run++) {
      if (run % 10 === 1) say(`run ${run} of ${runs}`);
      all.push(await activated());
    }
    const files = all[0]!.files;
    const kilobytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1_000;
    const figure = (subject: string, values: number[]): Figure => ({
      subject,
      measure: 'time',
      unit: 'ms',
      value: median(values),
      interval: medianInterval(values),
      n: values.length,
    });
    return {
      settings: { runs, files: files.length, kilobytes: Math.round(kilobytes) },
      figures: [
        figure(
          'loading the client',
          all.map(({ loadMs }) => loadMs),
        ),
        figure(
          'activating it',
          all.map(({ activateMs }) => activateMs),
        ),
        figure(
          'both, in time of the processor',
          all.map(({ cpuMs }) => cpuMs),
        ),
      ],
    };
  },
};
