/**
 * What a person waits for and what it costs: the first result of a cold command line, seconds an
 * image once warm, and the memory of all its processes (Linux).
 *
 *   npm run build && node test/bench/command_line.mjs [--runs 7] [IMAGE...]
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '7' } },
  allowPositionals: true,
});
const samples = path.join(root, 'media/samples');
const images =
  positionals.length > 0
    ? positionals
    : readdirSync(samples)
        .filter((name) => name.endsWith('.jpg'))
        .map((name) => path.join(samples, name));
const labels = 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck';

/** Resident bytes of a process and its children, or 0 once it is gone. */
function residentBytes(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return children.filter(Boolean).reduce((sum, child) => sum + residentBytes(child), own);
  } catch {
    return 0;
  }
}

/** Classifies `files` in one run of the command line. Times in seconds, memory in bytes. */
async function run(files) {
  const began = performance.now();
  const cli = path.join(root, 'dist/cli.js');
  const child = spawn(process.execPath, [cli, 'classify', ...files, '--labels', labels, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, residentBytes(child.pid));
  }, 20);
  const seconds = [];
  let first;
  for await (const line of createInterface({ input: child.stdout })) {
    first ??= (performance.now() - began) / 1_000;
    const answer = JSON.parse(line);
    if (answer.failed) throw new Error(`${answer.image}: ${answer.failed.message}`);
    seconds.push(answer.seconds);
  }
  clearInterval(watch);
  return { first, seconds, memory };
}

function spread(numbers, digits = 2) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return `${middle.toFixed(digits)} (${sorted[0].toFixed(digits)} to ${sorted.at(-1).toFixed(digits)})`;
}

const runs = [];
for (let index = 0; index < Number(values.runs); index++) runs.push(await run(images));
console.log(
  `${runs.length} runs of ${images.length} images against ten labels; median (least to most)`,
);
console.log(`first result of a cold command line: ${spread(runs.map(({ first }) => first))} s`);
console.log(`an image once warm: ${spread(runs.flatMap(({ seconds }) => seconds.slice(1)))} s`);
console.log(
  `resident memory of all processes: ${spread(
    runs.map(({ memory }) => memory / 2 ** 20),
    0,
  )} MiB`,
);
