/**
 * Families with NVMe instance store, which a hardware module of the instance encrypts: those with a `d` behind the
 * generation (m5d, g4dn, p4de), and accelerated ones that always have it.
 */
const WITH_INSTANCE_STORE = /^(?:[a-z]+\d+[a-z]*d[a-z]*|g5|g6[a-z]*|gr6|g7[a-z]*|p5[a-z]*|p6.*|trn\d.*|i\d.*)$/;

/** Whether an instance type such as `ml.g5.xlarge` has local storage, so that no volume of it can have a KMS key. */
export const hasInstanceStore = (instanceType: string): boolean =>
  WITH_INSTANCE_STORE.test(/^ml\.([^.]+)\./.exec(instanceType)?.[1] ?? '');
