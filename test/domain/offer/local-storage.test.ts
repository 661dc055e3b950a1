import { describe, expect, it } from '@jest/globals';
import { hasInstanceStore } from '../../../domain/offer/local-storage.ts';

describe('local NVMe storage', () => {
  it.each(['g4dn.xlarge', 'g5.2xlarge', 'g6.xlarge', 'g6e.xlarge', 'p4d.24xlarge', 'p4de.24xlarge', 'p5.48xlarge'])(
    'is a part of ml.%s',
    (type) => expect(hasInstanceStore(`ml.${type}`)).toBe(true),
  );

  it.each(['m5d.large', 'c5d.xlarge', 'r6id.large', 'm6gd.large', 'p3dn.24xlarge', 'trn1.2xlarge', 'i3en.large'])(
    'is a part of ml.%s',
    (type) => expect(hasInstanceStore(`ml.${type}`)).toBe(true),
  );

  it.each(['m5.large', 'c5.xlarge', 'c5n.xlarge', 'r5.large', 'p2.xlarge', 'p3.2xlarge', 't3.medium', 'inf1.xlarge'])(
    'is no part of ml.%s',
    (type) => expect(hasInstanceStore(`ml.${type}`)).toBe(false),
  );
});
