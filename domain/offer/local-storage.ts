/**
 * Families with NVMe instance store, which a hardware module of the instance encrypts: those with a `d` behind the
 * generation (m5d, g4dn, p4de), and accelerated ones that always have it.
 */
const WITH_INSTANCE_STORE = /^(?:[a-z]+\d+[a-z]*d[a-z]*|g5|g6[a-z]*|gr6|g7[a-z]*|p5[a-z]*|p6.*|trn\d.*|i\d.*)$/;

/**
 * Whether an instance type such as `ml.g5.xlarge` has local storage. SageMaker takes it in the place of a volume and
 * refuses a job that names a key for it (`VolumeKmsKeyId` in the API reference of `ResourceConfig`).
 */
export const hasInstanceStore = (instanceType: string): boolean =>
  WITH_INSTANCE_STORE.test(/^ml\.([^.]+)\./.exec(instanceType)?.[1] ?? '');
