import type { ObjectCreated } from '../../../domain/admit/messages.ts';
import { objectCreatedSchema } from '../../../domain/admit/messages.ts';
import type { LeaseInput } from '../../../domain/lease/messages.ts';
import { STATE_MACHINE, WORKLOAD } from './world.ts';

export const objectCreated = (
  key: string,
  versionId = 'v1',
  more: { size?: number; sequencer?: string } = {},
): ObjectCreated =>
  objectCreatedSchema.parse({
    'detail-type': 'Object Created',
    time: '2026-11-21T11:59:59Z',
    detail: {
      bucket: { name: 'raw' },
      object: { key, size: more.size ?? 100, 'version-id': versionId, sequencer: more.sequencer ?? '0A' },
    },
  });

export const leaseInput = (execution: string, more: Partial<LeaseInput> = {}): LeaseInput => ({
  workload: WORKLOAD,
  trigger: 'upload',
  force: false,
  execution: { arn: execution, stateMachineArn: STATE_MACHINE, startedAt: '2026-11-21T12:00:00Z' },
  ...more,
});
