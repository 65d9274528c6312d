/** The benchmarks: `npm run bench -- --help`. */
import { type Options, readOptions, usage } from './options';
import { parts } from './parts';
import type { Part } from './parts/part';
import { writeDocument } from './report/document';
import { load, thisMachine } from './report/machine';
import { saveResult } from './report/results';
import { intervalNote, markdownTable } from './report/table';

/** Above it, something else takes a share of the machine. */
const quietLoad = 0.5;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function chosen({ parts: names }: Options): readonly Part[] {
  if (names.length === 0) return parts;
  return names.map((name) => {
    const part = parts.find((one) => one.name === name);
    if (part) return part;
    const known = parts.map((one) => one.name).join(', ');
    throw new Error(`There is no part ${name}. Expected some of: ${known}.`);
  });
}

async function run(part: Part, options: Options): Promise<void> {
  const loadBefore = load();
  const began = performance.now();
  const say = (line: string) => void process.stderr.write(`${part.name}: ${line}\n`);
  if (loadBefore > quietLoad) {
    say(`the load is ${loadBefore}: something else is running, and figures of time will show it`);
  }
  const measured = await part.measure(options, say);
  const minutes = Number(((performance.now() - began) / 60_000).toFixed(1));
  print(`\n## ${part.title}\n\n${markdownTable(measured.figures)}\n`);
  print(`${intervalNote(measured.figures)} It took ${minutes} minutes.`);
  if (options.quick) return;
  const date = new Date().toISOString().slice(0, 10);
  const command = ['npm run bench --', part.name, ...(part.flags?.(options) ?? [])].join(' ');
  const origin = { part: part.name, command, date, minutes, loadBefore };
  saveResult({ ...origin, machine: thisMachine(), ...measured });
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) return print(usage);
  const { document, ...options } = readOptions(argv);
  for (const part of document ? [] : chosen(options)) {
    const missing = part.missing?.(options);
    if (missing) print(`\n${part.name} is left out: ${missing}.`);
    else await run(part, options);
  }
  if (!options.quick) await writeDocument(parts);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
