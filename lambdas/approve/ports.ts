import type { Registry } from '../adapters/registry.ts';
import type { SettlePorts } from './settle.ts';

export interface ApprovePorts extends SettlePorts {
  readonly registry: Pick<Registry, 'describe' | 'find' | 'decide'>;
}
