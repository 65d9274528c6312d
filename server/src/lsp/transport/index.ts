export { checkMessages } from './checkMessages';
export { UnreadableMessage } from './framedReader';
export { openTransport } from './openTransport';
