import type { CatalogueEntry } from './entry';

export const stableDiffusionXl: readonly CatalogueEntry[] = [
  {
    id: 'stable-diffusion-xl-1.0',
    title: 'Stable Diffusion XL 1.0',
    description: 'Any words, on a GPU with much memory.',
    repository: 'stabilityai/stable-diffusion-xl-base-1.0',
    revision: '462165984030d82259a11f4367a4eed129e94a7b',
    licence: {
      name: 'CreativeML Open RAIL++-M',
      url: 'https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md',
      hubName: 'openrail++',
    },
    bytes: 13.7e9,
    memory: 20e9,
    imageSize: 1_024,
    vocabulary: 'open',
  },
];
