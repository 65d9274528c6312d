import sharp from 'sharp';
import type { ImageLimits } from '../../imageLimits';
import { decodeUpright } from '../decodeUpright';
import { openImage } from '../openImage';
import { escaped, fitted, withTextPaths } from '../text/textPaths';
import type { ImageView } from '../view';
import { type Grid, mostOpaque, scaleOf, signColours, smoothed } from './overlay';
import { mapPanel, type Panel, panelSide, picturePanel, placeOf } from './panels';

/** What a picture of an explanation shows beside the image itself. */
export interface Explanation extends ImageView {
  /** Positive where the first label explains the image better, negative where the second does. */
  map: Grid;
  labels: readonly [string, string];
  title: string;
  subtitle: string;
  /** SVG documents, one below the other, each with its title. */
  charts: readonly { title: string; svg: string; height: number }[];
}

const margin = 28;
const gap = 24;
const width = 2 * panelSide + 2 * margin + gap;
const ink = '#222222';
const quiet = '#6b6b6b';

/** Cells that the map is smoothed over, of the side of a map of 32: what is finer is mostly chance. */
const smoothing = 1 / 32;

function text(
  content: string,
  x: number,
  y: number,
  { size = 13, fill = ink, bold = false, anchor = 'start', room = width - 2 * margin } = {},
): string {
  const shown = escaped(fitted(content, room / size));
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text font-family="sans-serif" font-size="${size}" fill="${fill}" text-anchor="${anchor}"${weight} transform="translate(${x},${y})">${shown}</text>`;
}

/** Two significant digits: 0.0012. */
function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** What the colours mean: the labels in theirs, and the scale between. */
function legend({ labels: [first, second] }: Explanation, scale: number, x: number, y: number) {
  const bar = { x: x + 140, width: 200, height: 14 };
  const ends = bar.x + bar.width;
  const { positive, negative } = signColours;
  const stop = (offset: number, colour: string, opacity: number) =>
    `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`;
  return [
    `<linearGradient id="scale">${stop(0, negative, mostOpaque)}${stop(0.5, negative, 0)}${stop(0.5, positive, 0)}${stop(1, positive, mostOpaque)}</linearGradient>`,
    `<rect x="${bar.x}" y="${y}" width="${bar.width}" height="${bar.height}" fill="#e4e4e4"/>`,
    `<rect x="${bar.x}" y="${y}" width="${bar.width}" height="${bar.height}" fill="url(#scale)"/>`,
    text(second, bar.x - 10, y + 12, { fill: negative, bold: true, anchor: 'end', room: 130 }),
    text(first, ends + 10, y + 12, { fill: positive, bold: true, room: 130 }),
    text(`−${short(scale)}`, bar.x, y + 30, { size: 11, fill: quiet }),
    text('0', bar.x + bar.width / 2, y + 30, { size: 11, fill: quiet, anchor: 'middle' }),
    text(`+${short(scale)}`, ends, y + 30, { size: 11, fill: quiet, anchor: 'end' }),
    text('whose error is smaller there, and by how much', bar.x + bar.width / 2, y + 47, {
      size: 11,
      fill: quiet,
      anchor: 'middle',
    }),
  ].join('');
}

function picture({ uri, width: wide, height }: Panel, x: number, y: number): string {
  return `<image href="${uri}" x="${x}" y="${y}" width="${wide}" height="${height}"/>`;
}

function scaled({ x, y, width: wide, height }: ImageView['region'], by: number) {
  return { x: x * by, y: y * by, width: wide * by, height: height * by };
}

/**
 * A PNG that shows an image as a person sees it; beside it where in it the errors of two labels
 * differ, smoothed over a thirty-second of the side; and charts below.
 *
 * @param name what a failure calls the image.
 * @throws Failure as `preprocess` does.
 */
export async function explanationPng(
  bytes: Uint8Array,
  explanation: Explanation,
  { name, limits }: { name: string; limits: ImageLimits },
): Promise<Buffer> {
  const pixels = await decodeUpright(await openImage(bytes, panelSide, limits, name));
  // A drawing is rendered for its panel here: larger than the model saw it.
  const region = scaled(explanation.region, pixels.width / explanation.image.width);
  const map = smoothed(explanation.map, explanation.map.width * smoothing);
  const scale = scaleOf(map);
  const left = await picturePanel(pixels);
  const right = await mapPanel(pixels, region, map, scale);
  const seen = placeOf(region, pixels);

  const secondX = margin + panelSide + gap;
  const panelsY = 96;
  const captionY = panelsY + left.height + 20;
  let y = captionY + 76;
  const charts = explanation.charts.map(({ title, svg, height }) => {
    const chart = `${text(title, margin, y, { bold: true })}<svg x="${margin}" y="${y + 10}" overflow="visible">${svg}</svg>`;
    y += height + 44;
    return chart;
  });
  const frame = (x: number) =>
    `<rect x="${x + seen.left + 0.5}" y="${panelsY + seen.top + 0.5}" width="${seen.width - 1}" height="${seen.height - 1}" fill="none" stroke="${ink}" stroke-opacity="0.5" stroke-dasharray="4 3"/>`;
  const document = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}">`,
    `<rect width="${width}" height="${y}" fill="white"/>`,
    text(explanation.title, margin, 46, { size: 24, bold: true }),
    text(explanation.subtitle, margin, 72, { size: 13, fill: quiet }),
    picture(left, margin, panelsY),
    picture(right, secondX, panelsY),
    frame(margin),
    frame(secondX),
    text('The image; the model sees what is in the frame.', margin, captionY, { fill: quiet }),
    legend(explanation, scale, secondX, captionY - 12),
    ...charts,
    '</svg>',
  ].join('');
  return await sharp(Buffer.from(withTextPaths(document)))
    .png({ compressionLevel: 9 })
    .toBuffer();
}
