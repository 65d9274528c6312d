/**
 * How soon a classification goes on after `kill -9` of the denoiser host, and how soon a cancel is
 * answered (Linux).
 *
 *   npm run build && node test/bench/recovery.mjs [--runs 7]
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import {
  CancellationTokenSource,
  createMessageConnection,
  ProgressType,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });
const image = pathToFileURL(path.join(root, 'media/samples/dog.jpg')).href;
const labels = 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck'.split(',');
const options = { samples: 200, elimination: 'none' };

const server = spawn(process.execPath, [path.join(root, 'dist/server.js'), '--stdio'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
connection.listen();
await connection.sendRequest('initialize', {
  processId: process.pid,
  capabilities: {},
  initializationOptions: { cacheFolder: null },
});
await connection.sendNotification('initialized', {});

function hostPid() {
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8');
  return Number(children.trim().split(' ').at(-1));
}

/** Classifies; after the fifth standing `disturb` is called. Milliseconds from there to the next. */
async function run(token, disturb) {
  let count = 0;
  let disturbed;
  let next;
  const source = new CancellationTokenSource();
  const progress = connection.onProgress(new ProgressType(), token, () => {
    count += 1;
    if (disturbed !== undefined) next ??= performance.now() - disturbed;
    if (count === 5) {
      disturbed = performance.now();
      disturb(source);
    }
  });
  const parameters = { image, labels, options, standingToken: token };
  const answer = await connection
    .sendRequest('diffusionClassifier/classify', parameters, source.token)
    .catch(() => undefined);
  progress.dispose();
  return { next, answered: performance.now() - disturbed, digits: JSON.stringify(answer?.labels) };
}

function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b).map(Math.round);
  return `${sorted[Math.floor(sorted.length / 2)]} ms (${sorted[0]} to ${sorted.at(-1)})`;
}

const undisturbed = await run('undisturbed', () => {});
const kills = [];
const cancels = [];
for (let index = 0; index < Number(values.runs); index++) {
  kills.push(await run(`kill${index}`, () => process.kill(hostPid(), 'SIGKILL')));
  cancels.push(await run(`cancel${index}`, (source) => source.cancel()));
}
const same = kills.filter(({ digits }) => digits === undisturbed.digits).length;
console.log(
  `after kill -9 of the host the next standing came in ${spread(kills.map((k) => k.next))}`,
);
console.log(`the same digits as undisturbed: ${same} of ${kills.length}`);
console.log(`a cancel was answered in ${spread(cancels.map(({ answered }) => answered))}`);
server.kill();
