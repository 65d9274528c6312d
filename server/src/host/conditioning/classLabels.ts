import { Failure } from '../../failure';
import type { ModelFolder } from '../../models';
import type { ConditioningRows, Denoiser } from '../denoiser';
import { expectWithin } from '../expectWithin';
import type { Conditioning, EncodeResult } from '../messages';
import { encoded, type NumberType } from '../tensors';
import type { ConditioningSide } from './conditioningSide';

/** Of a model with a closed vocabulary: the denoiser itself has a row for each class. */
export class ClassLabels implements ConditioningSide {
  private readonly type: NumberType;

  constructor(
    private readonly model: Pick<ModelFolder, 'id' | 'classifier'>,
    { signature }: Pick<Denoiser, 'signature'>,
  ) {
    this.type = signature.inputs.class_labels!.type as NumberType;
  }

  async encode(conditionings: readonly Conditioning[]): Promise<EncodeResult> {
    for (const conditioning of conditionings) this.classIndex(conditioning);
    return { cut: [] };
  }

  async rows(conditionings: readonly Conditioning[]): Promise<ConditioningRows[]> {
    return conditionings.map((conditioning) => ({
      class_labels: { bytes: encoded(this.type, [this.classIndex(conditioning)]), dims: [] },
    }));
  }

  title(conditioning: Conditioning): { kind: string; label: string } {
    const { labels } = this.model.classifier;
    return { kind: 'class', label: labels[this.classIndex(conditioning)]?.name ?? 'no label' };
  }

  private classIndex(conditioning: Conditioning): number {
    if (!('classIndex' in conditioning)) {
      const { id } = this.model;
      throw new Failure(
        'options-invalid',
        `Model ${id} knows a fixed list of labels and reads no prompt such as "${conditioning.prompt}".`,
        { model: id, name: 'prompt' },
      );
    }
    const { classIndex } = conditioning;
    const { labels, unconditional } = this.model.classifier;
    if (classIndex !== unconditional) expectWithin('classIndex', classIndex, labels.length);
    return classIndex;
  }
}
