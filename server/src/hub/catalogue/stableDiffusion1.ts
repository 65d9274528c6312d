import type { CatalogueEntry } from './entry';

const licence = {
  name: 'CreativeML Open RAIL-M',
  url: 'https://huggingface.co/spaces/CompVis/stable-diffusion-license',
  hubName: 'creativeml-openrail-m',
};

export const stableDiffusion1: readonly CatalogueEntry[] = [
  {
    id: 'stable-diffusion-1.5-fp16',
    title: 'Stable Diffusion 1.5, half precision',
    description: 'Any words, on a GPU: the smallest.',
    repository: 'nmkd/stable-diffusion-1.5-onnx-fp16',
    revision: '38dacf2c14c89e3538b5e32da888eb9c46e0e1bf',
    licence,
    bytes: 2.04e9,
    memory: 4e9,
    imageSize: 512,
    vocabulary: 'open',
  },
  {
    id: 'stable-diffusion-1.5',
    title: 'Stable Diffusion 1.5',
    description: 'Any words, single precision: for CPUs.',
    repository: 'onnx-community/stable-diffusion-v1-5-ONNX',
    revision: 'main',
    licence,
    bytes: 4.07e9,
    memory: 7e9,
    imageSize: 512,
    vocabulary: 'open',
  },
];
