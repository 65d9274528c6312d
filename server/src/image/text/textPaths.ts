import { outlines, unitsPerEm } from './glyphs';

interface Glyph {
  advance: number;
  outline: string;
}

let glyphs: ReadonlyMap<string, Glyph> | undefined;

function glyphOf(character: string): Glyph | undefined {
  glyphs ??= new Map(
    outlines
      .trim()
      .split('\n')
      .map((line) => {
        const [, code, advance, outline] = /^(\w+) (\d+) (.*)$/.exec(`${line} `)!;
        const character = String.fromCodePoint(Number.parseInt(code!, 16));
        return [character, { advance: Number(advance), outline: outline! }];
      }),
  );
  return glyphs.get(character);
}

/** Width of a text in ems; of a character that we have no outline of, a square. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (glyphOf(character)?.advance ?? unitsPerEm) / unitsPerEm,
    0,
  );
}

/** A text cut so that it is at most `width` ems wide, with … where something is missing. */
export function fitted(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(`${kept}${character}…`) > width) break;
    kept += character;
  }
  return `${kept}…`;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
};

/** Stands for other entities; we have no outline of it. */
const unknown = '\ufffd';

/** A text as the content of an element of XML, without characters that XML does not have. */
export function escaped(text: string): string {
  const allowed = [...text].filter((character) => character >= ' ').join('');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** How much wider the strokes of bold letters are, in ems. */
const boldness = 0.05;

const anchors: Readonly<Record<string, number>> = { start: 0, middle: 0.5, end: 1 };

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
}

/**
 * An SVG whose texts are drawn as outlines: it looks the same on every machine, also on one that has
 * no fonts, where each letter would be a box. A text with a character that we have no outline of (we
 * have those of Latin) is left to the fonts of the machine, and so are lines of several spans.
 */
export function withTextPaths(svg: string): string {
  return svg.replace(/<text\b([^>]*)>([^<]*)<\/text>/g, (whole, attributes: string, content) => {
    const text = String(content).replace(/&[^;]*;/g, (entity) => entities[entity] ?? unknown);
    const found = [...text].map(glyphOf);
    if (found.includes(undefined)) return whole;
    const size = Number.parseFloat(attribute(attributes, 'font-size') ?? '16');
    const scale = size / unitsPerEm;
    let x = -size * widthOf(text) * anchors[attribute(attributes, 'text-anchor') ?? 'start']!;
    const paths = (found as Glyph[]).map(({ advance, outline }) => {
      const place = `transform="translate(${x.toFixed(2)},0) scale(${scale},${-scale})"`;
      x += advance * scale;
      return outline.trim() && `<path ${place} d="${outline.trim()}"/>`;
    });
    const weight = attribute(attributes, 'font-weight');
    const isBold = weight === 'bold' || Number(weight) >= 600;
    const stroke = isBold
      ? ` stroke="${attribute(attributes, 'fill')}" stroke-width="${boldness * unitsPerEm}"`
      : '';
    return `<g${attributes}${stroke}>${paths.join('')}</g>`;
  });
}
