import path from 'node:path';
import { imageExtensions } from '../imageExtensions';

const extensions: ReadonlySet<string> = new Set(imageExtensions);

/** Hidden files are none: macOS leaves a `._photo.jpg` beside a `photo.jpg` on other disks. */
export function hasImageName(name: string): boolean {
  return !name.startsWith('.') && extensions.has(path.extname(name).slice(1).toLowerCase());
}
