import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Pixels } from '../../../server/src/image';
import { decode } from './testImage';

type Colour = readonly [red: number, green: number, blue: number];

// Made by make_images.py, which says what each file is.
const folder = path.join(__dirname, '../../fixtures/images');
const fixture = (name: string) => readFileSync(path.join(folder, name));

/** Centres of the quadrants, left of the band's middle, and what is to be seen there. */
const places = { red: [20, 10], green: [48, 10], blue: [20, 38], yellow: [48, 38], band: [16, 24] };
const scene = {
  red: [220, 40, 30],
  green: [40, 180, 60],
  blue: [30, 60, 200],
  yellow: [240, 220, 50],
  band: [64, 64, 64],
} as const;
type Scene = Readonly<Record<keyof typeof scene, Colour>>;

/** ITU-R 601 luma, as Pillow converts to L. */
const grey = mapColours(scene, ([r, g, b]) => {
  const luma = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
  return [luma, luma, luma];
});
const onWhite = (colour: Colour): Colour => mapValues(colour, (v) => 255 - ((255 - v) * 128) / 255);
/** Half transparent on the right. */
const faded = { ...scene, green: onWhite(scene.green), yellow: onWhite(scene.yellow) };
const fadedGrey = { ...grey, green: onWhite(grey.green), yellow: onWhite(grey.yellow) };
const cornerless = { ...scene, red: [255, 255, 255] as const };
const black = [0, 0, 0] as const;
const white = [255, 255, 255] as const;
const bits = { red: black, green: black, blue: black, yellow: white, band: black };
/** In steps of 255 / (2^bits - 1). */
const stepped = (step: number) =>
  mapColours(grey, (colour) =>
    mapValues(colour, (v) => Math.trunc(v / (256 / (255 / step + 1))) * step),
  );

/** Ink on paper, as libvips's own profile sees it where the file has none: duller than a screen. */
const printed: Scene = {
  red: [206, 62, 38],
  green: [15, 122, 82],
  blue: [50, 62, 121],
  yellow: [242, 201, 55],
  band: [83, 64, 64],
};

const orientations = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `orientation-${n}.jpg`);

/** What each file shows, within how many levels. */
const expected: [files: string[], shows: Scene, tolerance: number][] = [
  [['baseline.jpg', 'progressive.jpg', ...orientations], scene, 2],
  [['grey.jpg'], grey, 2],
  [['cmyk-adobe.jpg', 'cmyk-unmarked.jpg', 'ycck.jpg', 'cmyk.tif'], printed, 4],
  [['display-p3.jpg', 'display-p3.png', 'adobe-rgb.jpg', 'adobe-rgb.png'], scene, 2],
  [['rgb.png', 'interlaced.png', '16-bit.png', 'palette.png', 'png-named.jpg'], scene, 0],
  [['rgba-alpha.png', '16-bit-alpha.png', 'alpha.webp', 'alpha.tif'], faded, 1],
  [['premultiplied.tif', 'alpha.avif'], faded, 3],
  [['palette-transparent.png', 'transparent.gif'], cornerless, 0],
  [['grey.png', '16-bit-grey.png'], grey, 0],
  [['grey-alpha.png', '16-bit-grey-alpha.png'], fadedGrey, 1],
  [['1-bit.png', '1-bit.tif'], bits, 0],
  [['palette-2-bit.png'], stepped(85), 0],
  [['palette-4-bit.png'], stepped(17), 0],
  [['lossless.webp', 'animated.webp'], scene, 0],
  [['lossy.webp', 'still.avif'], scene, 3],
  [['still.gif', 'interlaced.gif', 'animated.gif'], scene, 2],
  [['grey.gif'], grey, 0],
  [
    [
      'deflate.tif',
      'bigtiff.tif',
      'lzw.tif',
      'tiled.tif',
      'pages.tif',
      'palette.tif',
      '16-bit.tif',
    ],
    scene,
    0,
  ],
  [['orientation-6.tif', 'float-unit.tif', 'float-bytes.tif'], scene, 0],
  [['grey.tif', '16-bit-grey.tif', '16-bit-grey-big-endian.tif', 'float-unit-grey.tif'], grey, 0],
];

for (const [files, shows, tolerance] of expected) {
  test.each(files)(`%s shows the scene within ${tolerance} levels`, async (name) => {
    const pixels = await decode(fixture(name), name);
    expect([pixels.width, pixels.height, pixels.channels]).toEqual([64, 48, 3]);
    for (const [colour, [x, y]] of Object.entries(places)) {
      expectColour(pixels, x!, y!, shows[colour as keyof Scene], tolerance);
    }
  });
}

const littleCms: Record<string, { at: [number, number]; rgb: Colour }[]> = JSON.parse(
  fixture('colours.json').toString(),
);
test.each(Object.keys(littleCms))('%s has the colours that littleCMS gives it', async (name) => {
  const pixels = await decode(fixture(name), name);
  for (const { at, rgb } of littleCms[name]!) expectColour(pixels, ...at, rgb, 2);
});

test.each(['scene.svg', 'view-box.svg'])('%s is rendered for the model', async (name) => {
  const pixels = await decode(fixture(name), name, { size: 96 });
  // Twice the model's 96 pixels: the drawing's 48 rows are four each.
  expect([pixels.width, pixels.height]).toEqual([256, 192]);
  for (const [colour, [x, y]] of Object.entries(places)) {
    const tolerance = colour === 'band' ? 4 : 0;
    expectColour(pixels, x! * 4 + 2, y! * 4 + 2, scene[colour as keyof Scene], tolerance);
  }
});

const notSupported: [name: string, described: string, format: string][] = [
  ['scene.bmp', 'a BMP', 'BMP'],
  ['scene.ico', 'an ICO', 'ICO'],
];
test.each(notSupported)(
  '%s is not supported, and the message says what to do',
  async (name, described, format) => {
    await expect(decode(fixture(name), name)).rejects.toMatchObject({
      code: 'image-not-supported',
      message: `${name} is ${described} image, which cannot be read: convert it to PNG or JPEG first.`,
      details: { image: name, format },
    });
  },
);

const notDecodable: [name: string, message: RegExp][] = [
  ['float-wide.tif', /its values reach from -1000 to 4000\. Expected floating point within 0\.\.1/],
  ['float-nan.tif', /it holds the value NaN/],
  ['32-bit-grey.tif', /its samples are of type uint, whose white is unknown/],
  ['float-alpha.tif', /it has 2 channels of floating point/],
  ['five-channels.tif', /it has 5 channels\. Expected grey, RGB or CMYK/],
];
test.each(notDecodable)(
  '%s is refused, for there is no one picture in it',
  async (name, message) => {
    await expect(decode(fixture(name), name)).rejects.toMatchObject({
      code: 'image-not-decodable',
      message: expect.stringMatching(message),
    });
  },
);

test('every fixture is in one of these tables', () => {
  const others = ['colours.json', 'part-frame.gif', 'cmyk-icc.jpg', 'scene.svg', 'view-box.svg'];
  const refused = [...notSupported, ...notDecodable].map(([name]) => name);
  const named = new Set([...expected.flatMap(([files]) => files), ...others, ...refused]);
  expect(readdirSync(folder).filter((name) => !named.has(name))).toEqual([]);
});

function expectColour(pixels: Pixels, x: number, y: number, colour: Colour, tolerance: number) {
  const at = (y * pixels.width + x) * 3;
  const found = [...pixels.data.subarray(at, at + 3)];
  const furthest = Math.max(...found.map((value, i) => Math.abs(value - colour[i]!)));
  expect(furthest, `at ${x}, ${y}: ${found} for ${colour}`).toBeLessThanOrEqual(tolerance + 0.5);
}

function mapValues([red, green, blue]: Colour, change: (value: number) => number): Colour {
  return [change(red), change(green), change(blue)];
}

function mapColours(from: Scene, change: (colour: Colour) => Colour): Scene {
  const { red, green, blue, yellow, band } = from;
  return {
    red: change(red),
    green: change(green),
    blue: change(blue),
    yellow: change(yellow),
    band: change(band),
  };
}
