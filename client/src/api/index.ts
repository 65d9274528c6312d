export type { DiffusionClassifierApi } from './api';
export { provideApi } from './provideApi';
