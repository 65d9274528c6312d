import { Failure } from '../failure';
import { readableNames } from './imageFormat';

/** The failure of an image whose content is at fault. */
export function notDecodable(
  name: string,
  why: string,
  expected = `Expected a whole ${readableNames} image.`,
): Failure {
  return new Failure('image-not-decodable', `${name} could not be decoded: ${why}. ${expected}`, {
    image: name,
    reason: why,
  });
}
