import type { WorkloadInput } from '../../domain/workload/schema.ts';

export default {
  name: 'reviews',
  labels: { '0': 'negative', '1': 'positive' },
} satisfies WorkloadInput;
