/**
 * Every message between a client and the server, and the schemas that check them. The command
 * line and the engine use the same schemas, so that an option means the same everywhere.
 */
export * from './classify';
export * from './classifyResult';
export * from './explain';
export * from './failures';
export * from './labels';
export * from './match';
export * from './models';
export * from './options';
export * from './providers';
export * from './report';
export * from './reviews';
export * from './rowReview';
export * from './runImage';
export * from './runResults';
export * from './runs';
export * from './serverOptions';
export * from './sorting';
export * from './status';
export * from './thumbnail';
export * from './warnings';
