import { createModelPackage } from './create-model-package.ts';
import { createProcessingJob } from './create-processing-job.ts';
import { createTrainingJob } from './create-training-job.ts';
import { createTuningJob } from './create-tuning-job.ts';
import { endpointConfigOperations } from './endpoint-configs.ts';
import { endpointOperations } from './endpoints.ts';
import { modelPackageGroupOperations } from './model-package-groups.ts';
import { modelPackageOperations } from './model-packages.ts';
import { modelOperations } from './models.ts';
import type { Operation } from './operation.ts';
import { processingJobOperations } from './processing-jobs.ts';
import { tagOperations } from './tags.ts';
import { trainingJobOperations } from './training-jobs.ts';
import { tuningJobOperations } from './tuning-jobs.ts';

/** Every action that the plane implements. */
export const OPERATIONS: readonly Operation[] = [
  createTrainingJob,
  ...trainingJobOperations,
  createTuningJob,
  ...tuningJobOperations,
  createProcessingJob,
  ...processingJobOperations,
  ...modelOperations,
  ...endpointConfigOperations,
  ...endpointOperations,
  ...modelPackageGroupOperations,
  createModelPackage,
  ...modelPackageOperations,
  ...tagOperations,
];
