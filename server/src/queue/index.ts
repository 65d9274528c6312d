export { defaultQueueName, queueAddress, shownAddress } from './queueAddress';
export { QueuedEngine } from './queuedEngine';
export { QueueWorker, type QueueWorkerCounts } from './queueWorker';
export { FetchingEngine } from './sources';
