export { serve } from './serve';
export { startServer } from './server';
export { checkMessages } from './transport';
