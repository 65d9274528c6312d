type Range = readonly [from: number, to: number];

/** Every one of some conditionings at every one of some samples. */
export interface Call {
  conditionings: Range;
  samples: Range;
}

export function evaluations({ conditionings, samples }: Call): number {
  return (conditionings[1] - conditionings[0]) * (samples[1] - samples[0]);
}

/**
 * The parts of a call that have at most `most` evaluations each, conditioning by conditioning.
 *
 * @param oneSample whether a part has one sample, as its timestep is the whole call's.
 */
export function* partsOf(call: Call, most: number, oneSample: boolean): Generator<Call> {
  const [labels, samples] = [call.conditionings, call.samples];
  const labelStep = Math.min(labels[1] - labels[0], most);
  const sampleStep = oneSample ? 1 : Math.max(1, Math.floor(most / labelStep));
  for (let label = labels[0]; label < labels[1]; label += labelStep) {
    for (let sample = samples[0]; sample < samples[1]; sample += sampleStep) {
      yield {
        conditionings: [label, Math.min(label + labelStep, labels[1])],
        samples: [sample, Math.min(sample + sampleStep, samples[1])],
      };
    }
  }
}
