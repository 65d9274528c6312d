import { mergeConfig } from 'vitest/config';
import everything from './vitest.config.mts';

/** The inner loop: without what starts and kills processes, or waits for a network. */
const slow = [
  'test/{audit,protocol,mutation,queue}/**',
  'test/parity/{officialSd,winoground}.test.ts',
  'test/unit/cli/{calibrate,compare,explain,match,models,providers,run,runCli,shortlist,store,study}.test.ts',
  'test/unit/engine/{anyMoment,devices,faults,hierarchy,hosts,imageGroup,manyRequests,memory,prompts,remembering,requests,shortlist}.test.ts',
  'test/unit/host/hostProcess.test.ts',
  'test/unit/hub/{downloadFile,downloadModel,faults,lock}.test.ts',
  'test/unit/providers/{chooseDevices,installCuda,listProviders}.test.ts',
  'test/unit/sorting/{anyMoment,killed}.test.ts',
  'test/unit/store/{errorStore,results,storeProcess}.test.ts',
];

export default mergeConfig(everything, { test: { exclude: slow } });
