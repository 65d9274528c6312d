// Makes the answers beside this file by the built program: `npm run build`, then
// `node test/webview/answers/make.mjs CIFAR`, where CIFAR is a folder of the 2,000 CIFAR-10 validation
// images of the bundled model (docs/calibration.md), in a folder for each label. Without it the
// report is left as it is. The browser's tests read the answers; they run no engine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const here = import.meta.dirname;
const root = path.resolve(here, '../../..');
const program = path.join(root, 'dist/cli.js');
const labels = 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck';
const cache = mkdtempSync(path.join(os.tmpdir(), 'answers-'));

/** Six digits are more than a chart can show. */
function rounded(_key, value) {
  return typeof value === 'number' && !Number.isInteger(value)
    ? Number(value.toPrecision(6))
    : value;
}

function write(name, answer) {
  writeFileSync(path.join(here, `${name}.json`), `${JSON.stringify(answer, rounded)}\n`);
}

function ask(...args) {
  const output = execFileSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return JSON.parse(output);
}

function sample(name) {
  return path.join('media/samples', `${name}.jpg`);
}

try {
  const store = ['--cache-folder', cache];
  for (const name of ['bird', 'cat', 'deer']) {
    const asked = ['classify', sample(name), '--labels', labels, '--trace', '--json'];
    write(name, ask(...asked, ...store));
  }
  // What ends at the limit of samples with several labels left, and has "none of these".
  const undecided = ['--maximum', '12', '--none-of-these', '--trace', '--json'];
  write('undecided', ask('classify', sample('deer'), '--labels', labels, ...undecided, ...store));
  for (const name of ['bird', 'dog']) {
    const pair = name === 'bird' ? 'bird,airplane' : 'dog,cat';
    const explain = ['explain', sample(name), '--labels', pair, '--samples', '250', '--json'];
    write(`explain-${name}`, ask(...explain, ...store));
  }
  const folder = process.argv[2];
  if (folder) {
    const kept = process.env.CACHE_FOLDER ?? cache;
    const file = path.join(cache, 'report.json');
    execFileSync(
      process.execPath,
      [program, 'run', folder, '--report', file, '--cache-folder', kept],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const report = JSON.parse(readFileSync(file, 'utf8'));
    report.folder = '/home/me/pictures/cifar';
    report.measured.labelErrors.images.length = 30;
    write('report', report);
  }
} finally {
  rmSync(cache, { recursive: true, force: true });
}
