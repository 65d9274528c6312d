/** The libraries that speak with Redis: a bundle of their own, which is read when a queue is asked for. */
export { Queue, UnrecoverableError, Worker } from 'bullmq';
export { Redis } from 'ioredis';
