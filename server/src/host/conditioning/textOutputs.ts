import type { Graph } from '../graph';
import { isFloatType } from '../tensors';

/** Outputs of a text encoder's graph, by name. */
export interface TextOutputs {
  /** Of shape [prompts, tokens, width]. */
  hidden: string;
  /** Of shape [prompts, width], where it is wanted. */
  pooled: string | undefined;
}

/** What of a text encoder the denoiser was trained on. */
export interface WantedOutputs {
  /**
   * `last`: after the last layer and the final norm, which diffusers gives Stable Diffusion.
   * `penultimate`: `hidden_states[-2]`, before the last layer and without the norm, as for SDXL.
   */
  hidden: 'last' | 'penultimate';
  pooled: boolean;
}

/**
 * The outputs that diffusers takes, by the names that exports have for them.
 *
 * @param layers of the text encoder, as its configuration says.
 * @throws Failure `model-invalid` where the export left out what is needed.
 */
export function textOutputs(
  graph: Graph,
  { hidden, pooled }: WantedOutputs,
  layers: number | undefined,
): TextOutputs {
  return {
    hidden: hidden === 'last' ? lastHidden(graph) : penultimateHidden(graph, layers),
    pooled: pooled ? pooledOutput(graph) : undefined,
  };
}

function named(graph: Graph, names: readonly string[], rank: number): string | undefined {
  return graph.outputs.find(
    ({ name, shape, type }) => names.includes(name) && shape.length === rank && isFloatType(type),
  )?.name;
}

/** `text_embeddings` is the name that ONNX Runtime's own tools have for either of the two. */
function lastHidden(graph: Graph): string {
  return (
    named(graph, ['last_hidden_state', 'text_embeddings'], 3) ??
    graph.fail(`expected an output last_hidden_state [batch, tokens, width], ${found(graph)}`)
  );
}

function pooledOutput(graph: Graph): string {
  return (
    named(graph, ['text_embeds', 'text_embeddings'], 2) ??
    graph.fail(`expected an output text_embeds [batch, width], ${found(graph)}`)
  );
}

/**
 * Hidden states are numbered from 0, which is the embedding: of n layers the last is n. ONNX Runtime's
 * tools give the penultimate alone, as `hidden_states`.
 */
function penultimateHidden(graph: Graph, layers: number | undefined): string {
  const numbers = graph.outputs.flatMap(({ name }) => {
    const [, number] = /^hidden_states\.(\d+)$/.exec(name) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  const last = layers ?? Math.max(...numbers);
  const wanted = `hidden_states.${last - 1}`;
  return (
    named(graph, numbers.length > 0 ? [wanted] : ['hidden_states'], 3) ??
    graph.fail(
      `expected an output ${Number.isFinite(last) ? wanted : 'hidden_states'} [batch, tokens, width], the last hidden state but one, ${found(graph)}. Export it with output_hidden_states=True`,
    )
  );
}

function found({ outputs }: Graph): string {
  const list = outputs.map(({ name, shape, type }) => `${name} [${shape.join(', ')}] (${type})`);
  return `but found ${list.join(', ') || 'none'}`;
}
