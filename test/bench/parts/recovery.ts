import type { ClassifyParams } from '../../../server/src/protocol';
import { startServer } from '../processes/languageServer';
import { processTree } from '../processes/processUsage';
import { samplePictures, tenLabels } from '../samplePictures';
import { median, medianInterval } from '../statistics/quantiles';
import type { Figure, Part } from './part';

// As written before the first measuring.
const predicted: Record<string, string> = {
  'next standing after kill -9 of the host': '450 ms',
  'answer to a cancel in mid-work': '5 ms',
};

const request: Omit<ClassifyParams, 'image'> = {
  labels: tenLabels,
  // Enough to be in the midst of it after five standings, and nothing remembered from before.
  options: { samples: 200, elimination: 'none', remember: false },
};

/** How soon a classification goes on after its host was killed, and a cancel is answered. */
export const recovery: Part = {
  name: 'recovery',
  title: 'When the host dies, and when a person cancels',
  missing: () =>
    process.platform === 'linux' ? undefined : 'it finds the host in /proc, which Linux has',
  measure: async ({ quick }, say) => {
    const runs = quick ? 1 : 11;
    const server = await startServer();
    const killHost = () => {
      const host = processTree(server.pid).find(({ program }) => program.includes('host.js'));
      process.kill(host!.pid, 'SIGKILL');
    };
    const [image] = samplePictures() as [string, ...string[]];
    const kills: number[] = [];
    const cancels: number[] = [];
    let same = 0;
    try {
      const undisturbed = await server.classify({ ...request, image });
      for (let run = 1; run <= runs; run++) {
        say(`run ${run} of ${runs}`);
        const killed = await server.classify({ ...request, image }, killHost);
        kills.push(killed.nextStanding);
        if (killed.digits === undisturbed.digits) same += 1;
        const cancelled = await server.classify({ ...request, image }, (cancel) => cancel());
        cancels.push(cancelled.answered);
      }
    } finally {
      server.end();
    }
    const [standing, answer] = Object.keys(predicted) as [string, string];
    return {
      settings: { runs, 'answers with the same digits as undisturbed': `${same} of ${runs}` },
      figures: [[standing, kills] as const, [answer, cancels] as const].map(
        ([subject, values]): Figure => ({
          subject,
          measure: 'milliseconds',
          unit: 'ms',
          value: median(values),
          interval: medianInterval(values),
          n: runs,
          predicted: predicted[subject],
        }),
      ),
    };
  },
};
