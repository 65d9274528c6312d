import type { Graph, TensorInfo } from '../graph';

/**
 * What a denoiser may be given, by the name that diffusers has for it, and the names that exports
 * have: those of diffusers and optimum first, `latent_model_input` and `t` of exports for compilers,
 * `hidden_states` of transformers, `x`, `t`, `y`, `timesteps` and `context` of the original code of
 * DiT and Stable Diffusion.
 */
const inputNames = {
  sample: ['sample', 'latent_model_input', 'hidden_states', 'x'],
  timestep: ['timestep', 't', 'timesteps'],
  class_labels: ['class_labels', 'y'],
  encoder_hidden_states: ['encoder_hidden_states', 'context'],
  text_embeds: ['text_embeds'],
  time_ids: ['time_ids'],
} as const;

export type DenoiserInput = keyof typeof inputNames;

/** Those that carry the conditioning, one row each. */
export const conditioningInputs = [
  'class_labels',
  'encoder_hidden_states',
  'text_embeds',
  'time_ids',
] as const;
export type ConditioningInput = (typeof conditioningInputs)[number];

/** Alternatives of what a model with that vocabulary is given, beside the sample and the timestep. */
const combinations = {
  closed: [['class_labels']],
  open: [['encoder_hidden_states'], ['encoder_hidden_states', 'text_embeds', 'time_ids']],
} as const satisfies Record<string, readonly (readonly ConditioningInput[])[]>;

export type Vocabulary = keyof typeof combinations;

export type InputsByRole = Readonly<
  { sample: TensorInfo; timestep: TensorInfo } & Partial<Record<ConditioningInput, TensorInfo>>
>;

/**
 * The inputs of a graph by what they are.
 *
 * @throws Failure `model-invalid` where one is missing, or one more is needed.
 */
export function inputsByRole(graph: Graph, vocabulary: Vocabulary): InputsByRole {
  const found = new Map<DenoiserInput, TensorInfo>();
  for (const [role, names] of Object.entries(inputNames)) {
    const input = graph.inputs.find(({ name }) => (names as readonly string[]).includes(name));
    if (input) found.set(role as DenoiserInput, input);
  }
  const given = graph.inputs.map(({ name }) => name).join(', ') || 'none';
  const expected = combinations[vocabulary].map((roles) => ['sample', 'timestep', ...roles]);
  const said = expected.map((roles) => roles.join(', ')).join(', or ');
  const extra = graph.inputs.find((input) => ![...found.values()].includes(input));
  const fits = expected.find(
    (roles) =>
      roles.length === found.size && roles.every((role) => found.has(role as DenoiserInput)),
  );
  if (fits && !extra) return Object.fromEntries(found) as unknown as InputsByRole;
  if (fits) graph.fail(`it needs an input ${extra!.name}: expected ${said} alone`);
  return graph.fail(`expected inputs ${said}${reads(vocabulary)}, but found ${given}`);
}

function reads(vocabulary: Vocabulary): string {
  return vocabulary === 'open'
    ? ' (as there is a text encoder)'
    : ' (as there is no text encoder in its folder)';
}
