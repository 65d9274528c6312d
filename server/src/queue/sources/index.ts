export { FetchingEngine } from './fetchingEngine';
export { pathBelow } from './pathBelow';
