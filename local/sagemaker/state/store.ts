import type { DatabaseSync } from 'node:sqlite';
import type { CapacityRecord } from '../spot/capacity.ts';
import type { InterruptionPlan } from '../spot/interruption-plan.ts';
import { Collection } from './collection.ts';
import { openDatabase } from './database.ts';
import type {
  Endpoint,
  EndpointConfig,
  Model,
  ModelPackage,
  ModelPackageGroup,
  ProcessingJob,
  TrainingJob,
  TuningJob,
} from './records.ts';
import { Tags } from './tags.ts';

/** All that the plane remembers. */
export class Store {
  readonly database: DatabaseSync;
  readonly trainingJobs: Collection<TrainingJob>;
  readonly processingJobs: Collection<ProcessingJob>;
  readonly tuningJobs: Collection<TuningJob>;
  readonly models: Collection<Model>;
  readonly endpointConfigs: Collection<EndpointConfig>;
  readonly endpoints: Collection<Endpoint>;
  readonly modelPackageGroups: Collection<ModelPackageGroup>;
  readonly modelPackages: Collection<ModelPackage>;
  readonly capacity: Collection<CapacityRecord>;
  readonly interruptionPlans: Collection<InterruptionPlan>;
  readonly tags: Tags;

  constructor(stateDirectory: string) {
    const database = openDatabase(stateDirectory);
    this.database = database;
    this.trainingJobs = new Collection(database, 'training-job');
    this.processingJobs = new Collection(database, 'processing-job');
    this.tuningJobs = new Collection(database, 'hyper-parameter-tuning-job');
    this.models = new Collection(database, 'model');
    this.endpointConfigs = new Collection(database, 'endpoint-config');
    this.endpoints = new Collection(database, 'endpoint');
    this.modelPackageGroups = new Collection(database, 'model-package-group');
    this.modelPackages = new Collection(database, 'model-package');
    this.capacity = new Collection(database, 'capacity');
    this.interruptionPlans = new Collection(database, 'interruption-plan');
    this.tags = new Tags(database);
  }

  /** Runs `change` so that all of its writes are kept or none. */
  atomically<T>(change: () => T): T {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }
}
