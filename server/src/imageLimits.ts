/** What an image may ask for before it is refused. */
export interface ImageLimits {
  /** Of the file, 10^6 bytes. */
  megabytes: number;
  /** Of the decoded image, 10^6 pixels. */
  megapixels: number;
  /** Until it is decoded. */
  seconds: number;
}

/**
 * Above the 200-megapixel cameras of telephones. 256 megapixels take 0.8 GB once decoded, and some
 * four seconds.
 */
export const defaultImageLimits: ImageLimits = { megabytes: 256, megapixels: 256, seconds: 30 };
