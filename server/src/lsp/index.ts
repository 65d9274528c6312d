export { serve } from './serve';
export { startServer } from './server';
