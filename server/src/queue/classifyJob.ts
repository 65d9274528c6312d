import type { Engine } from '../engine';
import { Failure } from '../failure';
import type { JobAnswer, JobData, JobImage } from './job';
import { pathBelow } from './sources';

type Answer = JobAnswer['answers'][number];

export interface JobControl {
  engine: Pick<Engine, 'classifyImages'>;
  /** Absolute path of the model's folder. */
  model: string;
  /** What jobs may read; undefined: whatever they name. */
  root: string | undefined;
  /** When it is aborted, what is answered until then is the answer. */
  stop: AbortSignal;
}

function failed(index: number, { code, message, details }: Failure): Answer {
  return { index, failure: { code, message, details } };
}

/**
 * Classifies the images of a job. Of those that were not done when `stop` was aborted, nothing is
 * answered, so that they are sent to another worker.
 *
 * @throws Failure what every image would meet.
 */
export async function classifyJob(
  { request, images, root: jobRoot }: JobData,
  { engine, model, root, stop }: JobControl,
): Promise<JobAnswer> {
  const began = performance.now();
  const answers: Answer[] = [];
  const indices = new Map<string, number>();
  const find = async (image: JobImage): Promise<string> =>
    'url' in image ? image.url : await pathBelow(root, image.file, jobRoot);

  async function* found(): AsyncGenerator<string> {
    for (const [index, image] of images.entries()) {
      try {
        const name = await find(image);
        indices.set(name, index);
        yield name;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        answers.push(failed(index, error));
      }
    }
  }

  try {
    await engine.classifyImages({ ...request, model }, found(), {
      signal: stop,
      onAnswer: (answer) => {
        const index = indices.get(answer.image)!;
        if ('failure' in answer) answers.push(failed(index, answer.failure));
        else answers.push({ index, result: answer.result });
      },
    });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return { answers, seconds: (performance.now() - began) / 1_000 };
}
