// Before ONNX Runtime.
import './noFloat16Array';
import './noTelemetry';

export { InferenceSession, Tensor } from 'onnxruntime-node';
