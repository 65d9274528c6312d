/**
 * ONNX Runtime 1.29 and later tells Microsoft about every model that is loaded, and leaves a log in
 * the folder for temporary files at every start, unless this is set before it loads. Windows is
 * different: there it writes events for the system, which keeps or drops them by its own settings.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
