/**
 * Where there is a Float16Array (Node 23 and later), ONNX Runtime makes float16 tensors of it, which
 * its native part (1.30) then refuses; where there is none, both take Uint16Array. This must run
 * before the first tensor is made.
 */
Reflect.deleteProperty(globalThis, 'Float16Array');
