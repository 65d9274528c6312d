import { fileStamp, type Results } from '../store';
import type { Classifier } from './context';

/** Results that are on their way to the disk at a time; more wait, and the work with them. */
const mostOnTheWay = 64;

/** `engine`, whose results of many images are kept as those of single ones are: hovers show them. */
export function keptResults(
  engine: Pick<Classifier, 'classifyImages'>,
  results: Pick<Results, 'remember'>,
): Pick<Classifier, 'classifyImages'> {
  return {
    async classifyImages(request, images, control) {
      // Of the files as they are before the work.
      const stamps = new Map<string, ReturnType<typeof fileStamp>>();
      async function* stamped(): AsyncGenerator<string> {
        for await (const image of images) {
          stamps.set(image, fileStamp(image));
          yield image;
        }
      }
      const onTheWay = new Set<Promise<void>>();
      await engine.classifyImages(request, stamped(), {
        ...control,
        onAnswer: async (answer) => {
          const { image } = answer;
          const stamp = await stamps.get(image);
          stamps.delete(image);
          if ('result' in answer && stamp !== undefined) {
            const keeping = results
              .remember(image, stamp, answer.result)
              .finally(() => onTheWay.delete(keeping));
            onTheWay.add(keeping);
          }
          await control.onAnswer(answer);
          if (onTheWay.size >= mostOnTheWay) await Promise.race(onTheWay);
        },
      });
      await Promise.all(onTheWay);
    },
  };
}
