import path from 'node:path';
import { differenceCurve, toSvg } from '../charts';
import type { ImageLimits } from '../imageLimits';
import type { ExplainResult } from '../protocol';
import { explanationTitle } from './explanationText';

/** Pixels of the chart with its axes. */
const chartHeight = 250;

/** Characters of a label in the chart: with longer ones it would be many times wider than high, and too small to see. */
const longestLabel = 60;

function shortened(label: string): string {
  const characters = [...label];
  if (characters.length <= longestLabel) return label;
  return `${characters.slice(0, longestLabel - 1).join('')}…`;
}

/** The PNG of an explanation whose `image` is a file. */
export async function explanationPicture(
  result: ExplainResult,
  limits: ImageLimits,
): Promise<Uint8Array> {
  // Loaded here: sharp takes 40 ms, which every other command would wait for.
  const { explanationPng, readImage } = await import('../image');
  const { image: file, labels, band, map, size, region, samples, model, curve } = result;
  const bytes = await readImage({ file: path.resolve(file) }, limits);
  const [first, second] = labels;
  const shown: [string, string] = [shortened(first), shortened(second)];
  const svg = await toSvg(differenceCurve(curve, { labels: shown, range: band }));
  const explanation = {
    image: size,
    region,
    labels,
    map: { width: map.width, height: map.height, data: map.differences },
    title: explanationTitle(result),
    subtitle: `${path.basename(file)} · ${model} · ${samples.length} samples · mean error of ${labels[0]} ${result.errors[0].toFixed(5)}, of ${labels[1]} ${result.errors[1].toFixed(5)}`,
    charts: [
      {
        title: `How much smaller the error of ${labels[0]} is than that of ${labels[1]}, by timestep (with 95% intervals)`,
        svg,
        height: chartHeight,
      },
    ],
  };
  return await explanationPng(bytes, explanation, { name: file, limits });
}
