import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { imageFormat } from '../../../server/src/image';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const box = (brand: string, compatible = '') =>
  latin1(`\0\0\0${String.fromCharCode(16 + compatible.length)}ftyp${brand}\0\0\0\0${compatible}`);

test.each([
  ['JPEG', latin1('\xff\xd8\xff\xe0')],
  ['PNG', latin1('\x89PNG\r\n\x1a\n')],
  ['WebP', latin1('RIFF\x10\0\0\0WEBPVP8 ')],
  ['GIF', latin1('GIF87a')],
  ['GIF', latin1('GIF89a')],
  ['TIFF', latin1('II*\0')],
  ['TIFF', latin1('MM\0*')],
  ['TIFF', latin1('II+\0')],
  ['AVIF', box('avif')],
  ['AVIF', box('mif1', 'avifmiafheic')],
  ['SVG', latin1('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['SVG', latin1('\xef\xbb\xbf\n<?xml version="1.0"?>\n<!-- <a> --><!DOCTYPE svg><svg>')],
  ['SVG', latin1('<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>')],
  ['BMP', latin1('BM\x36\0\0\0\0\0\0\0\x36\0\0\0')],
  ['ICO', latin1('\0\0\x01\0\x01\0')],
  ['HEIC', box('heic', 'mif1heic')],
  ['HEIC', box('mif1', 'heix')],
  ['camera raw (CR3)', box('crx ', 'crx isom')],
  ['JPEG XL', latin1('\xff\x0a\xfa')],
  ['JPEG XL', latin1('\0\0\0\x0cJXL \r\n\x87\n')],
  ['JPEG 2000', latin1('\0\0\0\x0cjP  \r\n\x87\n')],
  ['Photoshop (PSD)', latin1('8BPS\0\x01')],
  ['OpenEXR', latin1('v/1\x01')],
  ['Radiance (HDR)', latin1('#?RADIANCE\n')],
  ['Netpbm', latin1('P6\n4 4\n255\n')],
  ['PDF', latin1('%PDF-1.7')],
  ['gzip-compressed (SVGZ)', gzipSync('<svg/>')],
])('%s is known by its content', (format, bytes) => {
  expect(imageFormat(bytes)).toBe(format);
});

test.each([
  ['text', 'not an image\n'],
  ['text that begins like a bitmap', 'BMW is a maker of cars\n'],
  ['XML of another kind', '<?xml version="1.0"?><rss/>'],
  ['text that names an SVG', 'see <svg> in the standard'],
  ['a film', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
  ['four bytes of a box', '\0\0\0\x18ftyp'],
  ['a WAVE sound', 'RIFF\x10\0\0\0WAVEfmt '],
  ['a single byte', '\xff'],
  ['nothing', ''],
])('%s is no image', (_, text) => {
  expect(imageFormat(latin1(text))).toBeUndefined();
});

test('only the bytes of the view are looked at', () => {
  const bytes = latin1('xxGIF89a<svg>');
  expect(imageFormat(bytes.subarray(2))).toBe('GIF');
  expect(imageFormat(bytes.subarray(2, 5))).toBeUndefined();
});
