import type { CatalogueEntry } from './entry';

const licence = {
  name: 'CreativeML Open RAIL++-M',
  url: 'https://huggingface.co/stabilityai/stable-diffusion-2/blob/main/LICENSE-MODEL',
  hubName: 'openrail++',
};

export const stableDiffusion2: readonly CatalogueEntry[] = [
  {
    id: 'stable-diffusion-2.1-base',
    title: 'Stable Diffusion 2.1-base, half precision',
    description: 'Any words, on a GPU: nearest the paper.',
    repository: 'aislamov/stable-diffusion-2-1-base-onnx',
    revision: 'main',
    licence,
    bytes: 2.5e9,
    memory: 5e9,
    imageSize: 512,
    vocabulary: 'open',
  },
  {
    id: 'stable-diffusion-2.1',
    title: 'Stable Diffusion 2.1',
    description: 'Any words: more detail, twice the time.',
    repository: 'julienkay/stable-diffusion-2-1',
    revision: 'main',
    licence,
    bytes: 4.96e9,
    memory: 9e9,
    imageSize: 768,
    vocabulary: 'open',
  },
];
