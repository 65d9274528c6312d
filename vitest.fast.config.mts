import { mergeConfig } from 'vitest/config';
import everything from './vitest.config.mts';

/** The inner loop: without what starts and kills processes, or waits for a network. */
const slow = [
  'test/{audit,protocol,mutation,queue}/**',
  'test/parity/officialSd.test.ts',
  'test/unit/cli/{models,providers,shortlist}.test.ts',
  'test/unit/engine/{anyMoment,devices,faults,hierarchy,hosts,manyRequests,memory,prompts,requests,shortlist}.test.ts',
  'test/unit/host/hostProcess.test.ts',
  'test/unit/hub/{downloadFile,downloadModel,faults,lock}.test.ts',
  'test/unit/providers/{chooseDevices,installCuda,listProviders}.test.ts',
  'test/unit/store/{results,storeProcess}.test.ts',
];

export default mergeConfig(everything, { test: { exclude: slow } });
