import { notDecodable } from './notDecodable';

/**
 * An `href` whose value is neither data nor an element of the drawing. Each is looked at by itself,
 * wherever it stands: text that looks like one is changed as well, and harms nobody.
 */
const outside = /href(?=\s*=\s*(?:"(?!data:|#[^"/]*")|'(?!data:|#[^'/]*')))/g;

/** As programs that draw write them to shorten namespaces; others could hide an `href`. */
const plainEntity = /<!ENTITY\s+[^\s"'%&<>]+\s+(?:"[^"%&<]*"|'[^'%&<]*')\s*>/g;

/**
 * An SVG that refers to nothing outside of itself, of the same size. The renderer in sharp's
 * WebAssembly build (resvg) would open any file that an image in it names; the native one (librsvg)
 * opens none.
 *
 * @throws Failure `image-not-decodable` when it declares entities that are more than text
 */
export function withoutReferences(svg: Uint8Array, name: string): Uint8Array {
  // One character for each byte: what is looked for is ASCII, in every encoding that is read.
  const text = Buffer.from(svg.buffer, svg.byteOffset, svg.length).toString('latin1');
  if (text.replace(plainEntity, '').includes('<!ENTITY')) {
    const expected = 'Save it without entities of XML first.';
    throw notDecodable(name, 'it declares entities that are more than text', expected);
  }
  return Buffer.from(text.replace(outside, 'none'), 'latin1');
}
