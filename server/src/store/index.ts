export { userCacheFolder } from './cacheFolder';
export { fileStamp } from './fileStamp';
export { Results, type StoreTrouble } from './results';
