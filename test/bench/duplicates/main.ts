/** At what distance copies of a picture lie, and at what others: see run.mjs. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint } from '../../../server/src/host/fingerprint';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { copies } from './copies';

const shownDistances = [0, 2, 4, 6, 8, 10, 12, 14, 16];
const images = /\.(jpe?g|png|webp|tiff?|gif|avif)$/i;

function pictures(folder: string, most: number): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && images.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const count = Math.min(most, found.length);
  return Array.from({ length: count }, (_, i) => found[Math.floor((i * found.length) / count)]!);
}

async function hashOf(picture: Buffer): Promise<bigint | undefined> {
  const dataUri = `data:image/x;base64,${picture.toString('base64')}`;
  const { perceptual } = await fingerprint({ image: { dataUri }, limits: defaultImageLimits });
  return perceptual === null ? undefined : BigInt(`0x${perceptual}`);
}

function distance(one: bigint, other: bigint): number {
  let [bits, count] = [one ^ other, 0];
  for (; bits > 0n; bits &= bits - 1n) count += 1;
  return count;
}

function row(name: string, distances: readonly number[], digits: number): string {
  const share = (d: number) => distances.filter((one) => one <= d).length / distances.length;
  const cells = shownDistances.map((d) => `${(100 * share(d)).toFixed(digits)}`);
  return `| ${name} | ${distances.length} | ${cells.join(' | ')} |`;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function main([folder, most = '1000000']: string[]): Promise<void> {
  const files = pictures(folder!, Number(most));
  const contents = files.map((file) => readFileSync(file));
  const known = await Promise.all(contents.map(hashOf));
  print(
    `${files.length} pictures, ${known.filter((hash) => hash === undefined).length} without structure`,
  );
  print(`| % within a distance of | pairs | ${shownDistances.join(' | ')} |`);
  print(`|---|---|${shownDistances.map(() => '---').join('|')}|`);
  for (const { name, of } of copies) {
    const distances: number[] = [];
    for (const [i, content] of contents.entries()) {
      const hash = await hashOf(await of(content));
      distances.push(known[i] === undefined || hash === undefined ? 64 : distance(known[i], hash));
    }
    print(row(name, distances, 1));
  }
  const others: number[] = [];
  const near: string[] = [];
  for (let i = 0; i < known.length; i++) {
    for (let j = 0; j < i; j++) {
      const between =
        known[i] === undefined || known[j] === undefined ? 64 : distance(known[i]!, known[j]!);
      others.push(between);
      if (between <= 12) near.push(`${between}: ${files[j]} ${files[i]}`);
    }
  }
  print(row('other pictures', others, 5));
  print(near.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).join('\n'));
}

void main(process.argv.slice(2));
