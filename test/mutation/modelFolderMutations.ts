import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { byteMutations } from './byteMutations';
import { jsonMutations } from './jsonMutations';
import type { Choices } from './mutations';
import { onnxMutations } from './onnxMutations';

const denoiser = 'unet/model.onnx';
const configurations = [
  'classifier.json',
  'model_index.json',
  'scheduler/scheduler_config.json',
  'unet/config.json',
];
const files = [denoiser, ...configurations];

type FileMutation = (file: string, folder: string, choices: Choices) => void;

/** What may stand where a file is expected. */
const fileMutations: Readonly<Record<string, FileMutation>> = {
  missing: (file) => rmSync(file),
  emptied: (file) => truncateSync(file),
  folder(file) {
    rmSync(file);
    mkdirSync(file);
  },
  pipe(file) {
    rmSync(file);
    execFileSync('mkfifo', [file]);
  },
  endlessDevice: (file) => link(file, '/dev/zero'),
  emptyDevice: (file) => link(file, '/dev/null'),
  linkToItself: (file) => link(file, path.basename(file)),
  linksInCircle(file) {
    link(file, `${path.basename(file)}.2`);
    symlinkSync(path.basename(file), `${file}.2`);
  },
  danglingLink: (file) => link(file, 'nowhere'),
  linkToFolder: (file) => link(file, '..'),
  linkElsewhere(file) {
    // As the cache of Hugging Face keeps its files: this one has to work.
    const blob = path.join(path.dirname(file), '..', 'blob');
    renameSync(file, blob);
    symlinkSync(blob, file);
  },
  unreadable: (file) => chmodSync(file, 0),
  // Sparse: they take no room on the disk.
  hugeFile: (file) => truncateSync(file, 2 ** 40),
  largeFile: (file) => truncateSync(file, 2 ** 31 - 1),
  otherFile: (file, folder, choices) =>
    writeFileSync(file, readFileSync(path.join(folder, choices.pick(configurations)))),
  gitLfsPointer: (file) =>
    writeFileSync(file, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
};

function link(file: string, target: string): void {
  rmSync(file);
  symlinkSync(target, file);
}

const folderMutations: Readonly<Record<string, (folder: string, choices: Choices) => void>> = {
  noFolder: (folder) => rmSync(folder, { recursive: true }),
  fileForFolder(folder) {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'no folder');
  },
  emptyFolder(folder) {
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
  },
  noUnet: (folder) => rmSync(path.join(folder, 'unet'), { recursive: true }),
  noScheduler: (folder) => rmSync(path.join(folder, 'scheduler'), { recursive: true }),
  unetIsCircle(folder) {
    rmSync(path.join(folder, 'unet'), { recursive: true });
    symlinkSync('..', path.join(folder, 'unet'));
  },
  folderIsCircle(folder) {
    rmSync(folder, { recursive: true });
    symlinkSync(path.basename(folder), folder);
  },
  manyFiles(folder) {
    for (let i = 0; i < 500; i++) writeFileSync(path.join(folder, 'unet', `${i}`), '');
    symlinkSync('..', path.join(folder, 'unet', 'circle'));
  },
  fromDiffusersFiles(folder) {
    rmSync(path.join(folder, 'classifier.json'));
    const index = { id2label: { 0: 'circle', 1: 'square, box', 2: 'triangle', 3: 'star' } };
    writeFileSync(path.join(folder, 'model_index.json'), JSON.stringify(index));
  },
  fromBadDiffusersFiles(folder, choices) {
    rmSync(path.join(folder, 'classifier.json'));
    const id2label = choices.pick<unknown>([
      {},
      { 1: 'circle' },
      { 0: '' },
      { 0: ',' },
      { 0: 7 },
      ['circle', 'square'],
      { 0: 'circle', 1: 'circle' },
      Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [index, `label ${index}`])),
      'circle',
    ]);
    const index = JSON.stringify({ id2label });
    writeFileSync(path.join(folder, choices.pick(['model_index.json', 'unet/config.json'])), index);
  },
};

/** Files that external data of a graph may name. */
function addBait(folder: string): void {
  const unet = path.join(folder, 'unet');
  execFileSync('mkfifo', [path.join(unet, 'pipe')]);
  symlinkSync('cycle', path.join(unet, 'cycle'));
  symlinkSync('../../outside/secret.bin', path.join(unet, 'toOutside'));
}

function names<T>(mutations: Readonly<Record<string, T>>, kind: string): [string, string][] {
  return Object.keys(mutations).map((name) => [kind, name]);
}

/** ONNX graphs first, as most can go wrong there: their kinds are a third of all. */
const kinds = [
  ...names(onnxMutations, 'graph'),
  ...names(jsonMutations, 'json'),
  ...names(byteMutations, 'bytes'),
  ...names(byteMutations, 'bytes'),
  ...names(fileMutations, 'file'),
  ...names(folderMutations, 'folder'),
];

/** Changes a model folder in the way that belongs to this number, and says how. */
export function mutateModelFolder(folder: string, number: number, choices: Choices): string {
  const [kind, name] = kinds[number % kinds.length]!;
  const rewrite = (
    file: string,
    change: (content: Buffer, choices: Choices) => Buffer | string,
  ): void => {
    const location = path.join(folder, file);
    writeFileSync(location, change(readFileSync(location), choices));
  };
  switch (kind) {
    case 'graph':
      if (name.startsWith('external')) addBait(folder);
      rewrite(denoiser, onnxMutations[name]!);
      return `graph ${name}`;
    case 'bytes': {
      const file = choices.below(4) ? denoiser : choices.pick(files);
      rewrite(file, byteMutations[name]!);
      return `bytes ${name} of ${file}`;
    }
    case 'json': {
      const file = choices.pick(configurations);
      rewrite(file, (content) => jsonMutations[name]!(String(content), choices));
      return `json ${name} of ${file}`;
    }
    case 'file': {
      const file = choices.below(2) ? denoiser : choices.pick(files);
      fileMutations[name]!(path.join(folder, file), folder, choices);
      return `${name} for ${file}`;
    }
    default:
      folderMutations[name]!(folder, choices);
      return name;
  }
}

/** Every file below a folder with its size and time of change, to see whether anything was written. */
export function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const { size, mtimeMs, mode } = lstatSync(file);
    return `${file} ${size} ${mtimeMs} ${mode}`;
  });
}
