/**
 * Draws the pictures of the walkthrough, media/walkthrough/*.svg, from the sample photographs and
 * what the bundled model really says of them. Their colours are those of the editor's theme. Needs
 * `npm run build`; the same pictures come out each time.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = path.join(root, 'media/walkthrough');
const scratch = mkdtempSync(path.join(tmpdir(), 'walkthrough-'));
const labels = 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck';
const names = ['bird', 'cat-closeup', 'cat', 'deer', 'dog', 'horse'];

const colour = (name, or) => `var(--vscode-${name}${or ? `, ${or}` : ''})`;
const text = colour('foreground');
const faint = colour('descriptionForeground');
const blue = colour('charts-blue', '#3794ff');
const panel = colour('editorWidget-background');
const edge = colour('contrastBorder', colour('widget-border', colour('input-background')));
const font = 'font-family="system-ui, sans-serif"';

const sample = (name) => path.join(root, `media/samples/${name}.jpg`);

function commandLine(...words) {
  return execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), ...words], {
    encoding: 'utf8',
    cwd: root,
    // Nothing that this machine remembers, and nothing that it will.
    env: { ...process.env, XDG_CACHE_HOME: scratch },
  });
}

function classified(files, ...words) {
  const printed = commandLine('classify', ...files, '--json', ...words);
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** A picture as an element of an SVG, cut to the size that it is shown at, twice as sharp. */
async function picture(source, { x, y, width, height }) {
  const bytes = await sharp(source)
    .resize(2 * width, 2 * height, { fit: 'cover' })
    .webp({ quality: 70 })
    .toBuffer();
  const data = `data:image/webp;base64,${bytes.toString('base64')}`;
  return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="${data}"/>`;
}

function words(x, y, content, { size = 14, fill = text, anchor = 'start', weight = 400 } = {}) {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" ${font} font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}" xml:space="preserve">${escaped}</text>`;
}

const box = (x, y, width, height, fill = panel) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" stroke="${edge}"/>`;

function write(name, width, height, parts) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" fill="none">\n${parts.join('\n')}\n</svg>\n`;
  writeFileSync(path.join(target, `${name}.svg`), svg);
}

/** `94%`; what is below a half is said to be less than one, as in the editor. */
const percent = (share) => (share < 0.005 ? '<1%' : `${Math.round(100 * share)}%`);

function bars(result, count, { x, y, width }) {
  return result.labels.slice(0, count).flatMap(({ label, probability }, i) => {
    const top = y + 26 * i;
    const most = width - 150;
    return [
      words(x, top + 13, label, { weight: i === 0 ? 600 : 400 }),
      `<rect x="${x + 92}" y="${top + 2}" width="${most}" height="13" rx="2" fill="${colour('input-background')}" stroke="${edge}"/>`,
      `<rect x="${x + 92}" y="${top + 2}" width="${Math.max(2, Math.round(most * probability))}" height="13" rx="2" fill="${blue}"/>`,
      words(x + width, top + 13, percent(probability), { anchor: 'end' }),
    ];
  });
}

async function drawSample(bird) {
  write('sample', 560, 440, [
    box(1, 1, 558, 438),
    await picture(sample('bird'), { x: 20, y: 20, width: 520, height: 300 }),
    ...bars(bird, 3, { x: 20, y: 340, width: 520 }),
  ]);
}

async function drawLabels() {
  const asked = ['kingfisher, sparrow, parrot', 'cat, dog', 'airplane, bird'];
  const rows = asked.map((row, i) => [
    i === 0
      ? `<rect x="76" y="88" width="408" height="34" rx="3" fill="${colour('list-activeSelectionBackground')}"/>`
      : '',
    words(90, 110 + 34 * i, row, {
      fill: i === 0 ? colour('list-activeSelectionForeground', text) : text,
    }),
  ]);
  write('labels', 560, 440, [
    box(1, 1, 558, 438, colour('editor-background')),
    await picture(sample('bird'), { x: 20, y: 150, width: 520, height: 270 }),
    box(68, 24, 424, 172),
    `<rect x="80" y="38" width="400" height="36" rx="3" fill="${colour('input-background')}" stroke="${colour('focusBorder')}"/>`,
    words(92, 61, 'kingfisher, sparrow, parrot', { fill: colour('input-foreground', text) }),
    `<path d="M272 46v20" stroke="${text}"/>`,
    ...rows.flat(),
  ]);
}

async function drawFolder(results) {
  const parts = [box(1, 1, 558, 438)];
  for (const [i, name] of names.entries()) {
    const x = 20 + (i % 3) * 176;
    const y = 44 + Math.floor(i / 3) * 196;
    const { predicted } = results[i];
    const truth = name.replace('-closeup', '');
    const isRight = predicted === truth;
    parts.push(
      await picture(sample(name), { x, y, width: 168, height: 126 }),
      words(x, y + 148, isRight ? predicted : `${predicted} → ${truth}`, { weight: 600 }),
      words(x + 168, y + 148, isRight ? '✓' : '✎', {
        anchor: 'end',
        fill: isRight ? colour('charts-green', text) : colour('charts-orange', text),
      }),
    );
  }
  const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].flatMap((key, i) => [
    `<rect x="${20 + 28 * i}" y="12" width="22" height="22" rx="3" fill="${colour('keybindingLabel-background', panel)}" stroke="${colour('keybindingLabel-border', edge)}"/>`,
    words(31 + 28 * i, 28, key, { anchor: 'middle', size: 12 }),
  ]);
  parts.push(
    ...keys,
    `<rect x="290" y="20" width="250" height="6" rx="3" fill="${colour('input-background')}" stroke="${edge}"/>`,
    `<rect x="290" y="20" width="180" height="6" rx="3" fill="${blue}"/>`,
  );
  write('folder', 560, 440, parts);
}

async function drawWhy() {
  const file = path.join(scratch, 'why.png');
  commandLine('explain', sample('bird'), '--labels', 'bird,airplane', '--out', file);
  // Where the explanation has the image with its map, without the frame's edge.
  const map = await sharp(file).extract({ left: 534, top: 98, width: 476, height: 266 }).toBuffer();
  write('why', 560, 440, [
    box(1, 1, 558, 438),
    await picture(map, { x: 20, y: 20, width: 520, height: 290 }),
    '<defs><linearGradient id="scale"><stop stop-color="#d1600f"/><stop offset=".5" stop-color="#e8e8e8"/><stop offset="1" stop-color="#1272b1"/></linearGradient></defs>',
    '<rect x="130" y="340" width="300" height="16" fill="url(#scale)"/>',
    words(118, 354, 'airplane', { anchor: 'end', size: 16 }),
    words(442, 354, 'bird', { size: 16, weight: 600 }),
    words(280, 392, 'error(airplane) − error(bird)', { anchor: 'middle', fill: faint }),
  ]);
}

function drawModels() {
  const models = commandLine('models', 'list', '--json')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const rows = [
    'everyday-32',
    'stable-diffusion-1.5-fp16',
    'stable-diffusion-2.1-base',
    'stable-diffusion-xl-1.0',
  ].map((name) => {
    const { imageSize, bytes } = models.find(({ id }) => id === name);
    const size =
      bytes.total > 1e9
        ? `${(bytes.total / 1e9).toPrecision(2)} GB`
        : `${Math.round(bytes.total / 1e6)} MB`;
    return [name, `${imageSize} px`, size, name === 'everyday-32' ? 'CPU' : 'GPU'];
  });
  const drawn = rows.flatMap(([name, size, bytes, device], i) => {
    const y = 28 + 98 * i;
    return [
      box(20, y, 520, 82, colour('editor-background')),
      words(40, y + 35, name, { size: 17, weight: 600 }),
      words(40, y + 61, `${size} · ${bytes}`, { fill: faint }),
      `<rect x="452" y="${y + 25}" width="66" height="32" rx="16" fill="${device === 'GPU' ? colour('badge-background') : 'none'}" stroke="${colour('badge-background')}"/>`,
      words(485, y + 46, device, {
        anchor: 'middle',
        weight: 600,
        fill: device === 'GPU' ? colour('badge-foreground') : text,
      }),
    ];
  });
  write('models', 560, 440, [box(1, 1, 558, 438), ...drawn]);
}

function drawAgents() {
  const printed = commandLine(
    'classify',
    'media/samples/bird.jpg',
    '--labels',
    'bird,airplane,cat',
  );
  const [, ...table] = printed.split('\n');
  const lines = ['$ diffusion-classifier classify bird.jpg \\', '    --labels bird,airplane,cat'];
  const found = table.slice(0, 3).map((line) => line.trim().replace(/\s+error .*/, ''));
  const mono = [...lines, '', ...found].map(
    (line, i) =>
      `<text x="40" y="${60 + 26 * i}" font-family="${colour('editor-font-family', 'monospace')}" font-size="15" fill="${colour('terminal-foreground', text)}" xml:space="preserve">${line.replaceAll('<', '&lt;')}</text>`,
  );
  write('agents', 560, 440, [
    box(1, 1, 558, 438),
    box(20, 20, 520, 192, colour('terminal-background', colour('editor-background'))),
    ...mono,
    box(120, 236, 420, 60, colour('input-background')),
    words(140, 272, '#classifyImage  photos/*.jpg: bird?', { size: 15 }),
    box(20, 316, 420, 104, colour('editor-background')),
    words(40, 350, 'classify_image', { size: 15, weight: 600 }),
    words(40, 376, '{ "image": "photos/bird.jpg",', { fill: faint }),
    words(40, 398, '  "labels": ["bird", "airplane"] }', { fill: faint }),
  ]);
}

try {
  mkdirSync(target, { recursive: true });
  const results = classified(names.map(sample), '--labels', labels);
  await drawSample(results[0]);
  await drawLabels();
  await drawFolder(results);
  await drawWhy();
  drawModels();
  drawAgents();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
