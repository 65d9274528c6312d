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

/** What a folder holds, by what it is, as paths relative to it. */
function contents(folder: string) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  return {
    files,
    graphs: files.filter((file) => file.endsWith('.onnx')),
    configurations: files.filter((file) => file.endsWith('.json')),
    components: [...new Set(files.map((file) => path.dirname(file)))].filter(
      (name) => name !== '.',
    ),
  };
}

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
    writeFileSync(
      file,
      readFileSync(path.join(folder, choices.pick(contents(folder).configurations))),
    ),
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
  noComponent: (folder, choices) =>
    rmSync(path.join(folder, choices.pick(contents(folder).components)), { recursive: true }),
  componentIsCircle(folder, choices) {
    const component = path.join(folder, choices.pick(contents(folder).components));
    rmSync(component, { recursive: true });
    symlinkSync('..', component);
  },
  folderIsCircle(folder) {
    rmSync(folder, { recursive: true });
    symlinkSync(path.basename(folder), folder);
  },
  manyFiles(folder, choices) {
    const component = path.join(folder, choices.pick(contents(folder).components));
    for (let i = 0; i < 500; i++) writeFileSync(path.join(component, `${i}`), '');
    symlinkSync('..', path.join(component, 'circle'));
  },
  fromDiffusersFiles(folder) {
    rmSync(path.join(folder, 'classifier.json'), { force: true });
    const id2label = { 0: 'circle', 1: 'square, box', 2: 'triangle', 3: 'star' };
    addLabels(path.join(folder, 'model_index.json'), id2label);
  },
  fromBadDiffusersFiles(folder, choices) {
    rmSync(path.join(folder, 'classifier.json'), { force: true });
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
    addLabels(path.join(folder, choices.pick(['model_index.json', 'unet/config.json'])), id2label);
  },
};

function addLabels(file: string, id2label: unknown): void {
  const content = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...content, id2label }));
}

/** Files in the folder of a graph that its external data may name. */
function addBait(component: string): void {
  execFileSync('mkfifo', [path.join(component, 'pipe')]);
  symlinkSync('cycle', path.join(component, 'cycle'));
  symlinkSync('../../outside/secret.bin', path.join(component, 'toOutside'));
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
  const { files, graphs, configurations } = contents(folder);
  const graph = choices.pick(graphs);
  switch (kind) {
    case 'graph':
      if (name.startsWith('external')) addBait(path.join(folder, path.dirname(graph)));
      rewrite(graph, onnxMutations[name]!);
      return `graph ${name} of ${graph}`;
    case 'bytes': {
      const file = choices.below(4) ? graph : choices.pick(files);
      rewrite(file, byteMutations[name]!);
      return `bytes ${name} of ${file}`;
    }
    case 'json': {
      const file = choices.pick(configurations);
      rewrite(file, (content) => jsonMutations[name]!(String(content), choices));
      return `json ${name} of ${file}`;
    }
    case 'file': {
      const file = choices.below(2) ? graph : choices.pick(files);
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
