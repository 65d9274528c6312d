import sharp, { type Sharp } from 'sharp';

/** A way in which copies of a picture come about. */
export interface Copy {
  name: string;
  of(picture: Buffer): Promise<Buffer>;
}

async function size(picture: Buffer): Promise<{ width: number; height: number }> {
  const { autoOrient } = await sharp(picture).metadata();
  return autoOrient;
}

/** Of a new size, in JPEG as cameras write it unless said otherwise. */
function scaled(factor: number, finish = (image: Sharp) => image.png()): Copy['of'] {
  return async (picture) => {
    const { width, height } = await size(picture);
    const to = { width: Math.round(width * factor), height: Math.round(height * factor) };
    const resized = sharp(picture)
      .autoOrient()
      .resize({ ...to, fit: 'fill' });
    return await finish(resized).toBuffer();
  };
}

const jpeg =
  (quality: number): Copy['of'] =>
  async (picture) =>
    await sharp(picture).autoOrient().jpeg({ quality }).toBuffer();

/** Without `share` of each side, half of it at each edge or all of it at one. */
function cropped(share: number, isCentred: boolean): Copy['of'] {
  return async (picture) => {
    const { width, height } = await size(picture);
    const [across, down] = [Math.round(width * share), Math.round(height * share)];
    const at = (margin: number) => (isCentred ? Math.floor(margin / 2) : 0);
    const upright = await sharp(picture).autoOrient().png().toBuffer();
    return await sharp(upright)
      .extract({ left: at(across), top: at(down), width: width - across, height: height - down })
      .png()
      .toBuffer();
  };
}

const brighter =
  (factor: number, by = 0): Copy['of'] =>
  async (picture) =>
    await sharp(picture).autoOrient().linear(factor, by).png().toBuffer();

/** Stored on its side, with the EXIF orientation that turns it upright. */
async function onItsSide(picture: Buffer): Promise<Buffer> {
  const upright = await sharp(picture).autoOrient().png().toBuffer();
  const turned = await sharp(upright).rotate(270).png().toBuffer();
  return await sharp(turned).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
}

export const copies: readonly Copy[] = [
  { name: 'resized to 200%', of: scaled(2) },
  { name: 'resized to 50%', of: scaled(0.5) },
  { name: 'resized to 25%', of: scaled(0.25) },
  { name: 'JPEG, quality 95', of: jpeg(95) },
  { name: 'JPEG, quality 75', of: jpeg(75) },
  { name: 'JPEG, quality 50', of: jpeg(50) },
  { name: 'resized to 50%, WebP 75', of: scaled(0.5, (image) => image.webp({ quality: 75 })) },
  { name: '10% brighter', of: brighter(1.1) },
  { name: '10% darker', of: brighter(0.9) },
  { name: '15% more contrast', of: brighter(1.15, -19) },
  {
    name: 'grey',
    of: async (picture) => await sharp(picture).autoOrient().grayscale().png().toBuffer(),
  },
  { name: 'on its side, with EXIF', of: onItsSide },
  { name: '2% cropped, centred', of: cropped(0.02, true) },
  { name: '5% cropped, centred', of: cropped(0.05, true) },
  { name: '5% cropped, at one corner', of: cropped(0.05, false) },
  {
    name: 'mirrored',
    of: async (picture) => await sharp(picture).autoOrient().flop().png().toBuffer(),
  },
];
