import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'runs-'));
  // A process that is about to end may still write to it.
  onTestFinished(() =>
    rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  );
  return folder;
}

/** Puts a picture that is like no other into a folder: a disc whose place and colour `seed` says. */
export async function drawPicture(file: string, seed: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const disc = `<circle cx="${10 + ((seed * 7) % 28)}" cy="24" r="9" fill="hsl(${seed * 31},80%,60%)"/>`;
  const ground = `<rect width="48" height="48" fill="hsl(${seed * 17},40%,30%)"/>`;
  const svg = `<svg width="48" height="48">${ground}${disc}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
}

/** A folder of so many pictures of cats and dogs, turn by turn, laid out as ImageFolder. */
export async function labelledPictures(count: number): Promise<string> {
  const folder = await temporaryFolder();
  for (let index = 0; index < count; index++) {
    const name = `${String(index).padStart(2, '0')}.png`;
    await drawPicture(path.join(folder, index % 2 === 0 ? 'cat' : 'dog', name), index);
  }
  return folder;
}
