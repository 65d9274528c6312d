export { chooseDevices, type DeviceWish } from './chooseDevices';
export { installCuda, removeCuda } from './installCuda';
export { type ListedProvider, listProviders } from './listProviders';
export { runtimeEnvironment } from './runtimeFolder';
