export { fileStamp, ResultsMemory } from './resultsMemory';
