import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { toSvg } from '../../../server/src/charts';
import { packageRoot } from '../../../server/src/packageRoot';
import type { Part } from '../parts/part';
import { withBlock } from './block';
import { machineText } from './machine';
import { type Result, savedResults } from './results';
import { intervalNote, markdownTable } from './table';

function resultText({ command, date, loadBefore, machine, settings, figures }: Result): string {
  const named = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return [
    `\`${command}\`, ${date}; ${machineText(machine)}; load before ${loadBefore}. ${named.join(', ')}.`,
    markdownTable(figures),
    intervalNote(figures),
  ].join('\n\n');
}

/** Draws a part's charts into docs/images and answers with the lines that show them. */
async function pictures(part: Part, result: Result): Promise<string[]> {
  const charts = Object.entries(part.charts?.(result.figures) ?? {});
  return await Promise.all(
    charts.map(async ([name, { alternative, specification }]) => {
      const file = path.join('images', `bench-${name}.svg`);
      mkdirSync(path.join(packageRoot(), 'docs', 'images'), { recursive: true });
      writeFileSync(path.join(packageRoot(), 'docs', file), await toSvg(specification));
      return `![${alternative}](${file})`;
    }),
  );
}

/** Writes what has been measured into docs/benchmarks.md, and the charts beside it. */
export async function writeDocument(parts: readonly Part[]): Promise<void> {
  const file = path.join(packageRoot(), 'docs', 'benchmarks.md');
  const results = savedResults();
  let document = readFileSync(file, 'utf8');
  for (const part of parts) {
    const own = results.filter((result) => result.part === part.name);
    const texts = own.map(resultText);
    for (const result of own) texts.push(...(await pictures(part, result)));
    if (own.length > 0) document = withBlock(document, part.name, texts.join('\n\n'));
  }
  writeFileSync(file, document);
}
