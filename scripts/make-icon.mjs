/** Draws media/icon.png, which the marketplaces want, from media/icon.svg. */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const media = new URL('../media/', import.meta.url);
const source = fileURLToPath(new URL('icon.svg', media));
const target = fileURLToPath(new URL('icon.png', media));

await sharp(source).resize(256, 256).png({ compressionLevel: 9, palette: true }).toFile(target);
