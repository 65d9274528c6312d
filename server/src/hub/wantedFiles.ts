/** The graph, its configuration, and the names under which exporters keep weights beside it. */
const parts = [
  'config\\.json',
  'model\\.onnx',
  'model\\.onnx_data(_\\d+)?',
  'model\\.onnx\\.data',
  'weights\\.pb',
  // One file a tensor, as old exporters write them.
  '[\\w.]+\\.(weight|bias)',
  'onnx__\\w+',
  '\\w+_attr__value',
].join('|');

/**
 * What classifying needs of a repository in diffusers' ONNX layout: no decoder, no safety checker,
 * none of the same weights in other formats.
 */
const wanted = [
  /^(model_index|classifier)\.json$/,
  /^scheduler\/scheduler_config\.json$/,
  /^tokenizer(_\d)?\/[^/]+\.(json|txt)$/,
  new RegExp(`^(text_encoder(_\\d)?|unet|transformer|vae_encoder)/(${parts})$`),
  // They have what a vae_encoder/ without a configuration does not say.
  /^vae(_decoder)?\/config\.json$/,
];

export function isWanted(file: string): boolean {
  return wanted.some((pattern) => pattern.test(file));
}

/** What there has to be, or the repository holds no model for us. */
export function missingParts(files: readonly string[]): string[] {
  const denoiser = files.some((file) => /^(unet|transformer)\/model\.onnx$/.test(file));
  const needed = ['model_index.json', 'scheduler/scheduler_config.json'];
  return [
    ...needed.filter((file) => !files.includes(file)),
    ...(denoiser ? [] : ['unet/model.onnx']),
  ];
}
