export { userCacheFolder } from '../userCacheFolder';
export { fileStamp } from './fileStamp';
export { Results, type StoreTrouble } from './results';
