import type { Provider } from '../host/messages';

export interface ProviderTraits {
  /**
   * Largest difference to the golden output, whose elements have a deviation of 0.94 and are 3.5 at
   * most. In PyTorch float32 differs by 2e-6, products in TF32 by 3.3e-3, float16 by 3.5e-3, and
   * products in bfloat16, which the method's differences between labels would not survive, by 1.6e-2.
   */
  tolerance: number;
  /** Seconds after which a driver is taken for stuck. */
  patience: number;
  /** Whether sessions can be told which of several cards to use. */
  hasDevices: boolean;
}

/** Room for the approximate functions and Winograd convolutions of graphics drivers, below TF32. */
const float32OnGraphics = 1e-3;

/** Three times what TF32 or float16 costs, and below bfloat16. */
const tenBitsOfMantissa = 1e-2;

export const providerTraits: Record<Provider, ProviderTraits> = {
  cpu: { tolerance: 1e-5, patience: 60, hasDevices: false },
  // ONNX Runtime multiplies in TF32 where the card can, unless it is told otherwise.
  cuda: { tolerance: tenBitsOfMantissa, patience: 60, hasDevices: true },
  // It compiles the graph first, which takes some ten seconds.
  tensorrt: { tolerance: tenBitsOfMantissa, patience: 300, hasDevices: true },
  webgpu: { tolerance: float32OnGraphics, patience: 60, hasDevices: false },
  dml: { tolerance: float32OnGraphics, patience: 60, hasDevices: true },
  // The neural engine computes in float16.
  coreml: { tolerance: tenBitsOfMantissa, patience: 60, hasDevices: false },
};
