export { userCacheFolder } from '../userCacheFolder';
export { ErrorStore, type ErrorStoreTrouble } from './errorStore';
export { fileStamp } from './fileStamp';
export type { Holding } from './messages';
export type { StoredErrors } from './packedErrors';
export { Results, type StoreTrouble } from './results';
export { StoreFailure } from './storeFailure';
export { clearStore, holdings, type StoreInfo, storeInfo, verifyStore } from './upkeep';
