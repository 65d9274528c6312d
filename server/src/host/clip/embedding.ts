/** What an encoder makes of an image or a text: a direction, of length one. */
export type Embedding = Float32Array;

/** Σ one · other; of two embeddings their cosine. */
export function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}

/** x / ‖x‖. */
export function normalised(values: Float32Array): Embedding {
  const length = Math.sqrt(dot(values, values));
  return values.map((value) => value / length);
}

/** The mean of embeddings, normalised again: one label under several prompts (Radford et al., 3.1.4). */
export function ensemble(embeddings: readonly Embedding[]): Embedding {
  const sum = new Float32Array(embeddings[0]!.length);
  for (const embedding of embeddings) {
    for (let i = 0; i < sum.length; i++) sum[i]! += embedding[i]!;
  }
  return normalised(sum);
}
