/** When the families below were last compared with what AWS says of instance store volumes. */
export const LOCAL_STORAGE_AS_OF = '2025-06';

/**
 * Families whose instances come with NVMe disks, which SageMaker takes in the place of a volume. Their disks are encrypted
 * by the hardware, and a job that names a key for them is refused (`VolumeKmsKeyId` in the API reference of
 * `ResourceConfig`; families from "Instance store volumes" in the EC2 guide).
 */
const FAMILIES: ReadonlySet<string> = new Set([
  ...[
    'c5d',
    'c6gd',
    'c6id',
    'c7gd',
    'c8gd',
    'm5d',
    'm6gd',
    'm6id',
    'm7gd',
    'm8gd',
    'r5d',
    'r6gd',
    'r6id',
    'r7gd',
    'r8gd',
  ],
  ...['g4dn', 'g5', 'g6', 'g6e', 'gr6', 'p3dn', 'p4d', 'p4de', 'p5', 'p5e', 'p5en', 'p6-b200', 'trn1', 'trn1n', 'trn2'],
]);

/** True when instances of this type keep their data on disks of their own. */
export const hasLocalStorage = (instanceType: string): boolean => FAMILIES.has(instanceType.split('.')[1] ?? '');
