import { z } from 'zod';
import { metricDefinitionsSchema } from '../../train/metric-definition.ts';

/** What every training is told under these names, whoever wrote it. */
const TOLD = ['_tuning_objective_metric', 'candidate', 'dataset_version', 'labels', 'max_text_length', 'task'];

/** `CreateTrainingJob` takes 100; the others are those that every training is told. */
const MOST_HYPERPARAMETERS = 100 - TOLD.length;

const hyperparametersSchema = z
  .record(
    z.string().min(1).max(256),
    z.string().max(2_500).regex(/^.*$/, 'must be one line: SageMaker takes no line breaks'),
  )
  .superRefine((all, context) => {
    for (const name of TOLD.filter((one) => one in all)) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'is what every training is told: choose another name',
      });
    }
    if (Object.keys(all).length > MOST_HYPERPARAMETERS) {
      context.addIssue({ code: 'custom', message: `must be at most ${MOST_HYPERPARAMETERS}` });
    }
  });

/** What a candidate says whose training is not the platform's. */
export const ownTraining = {
  hyperparameters: hyperparametersSchema.default({}),
  /** What SageMaker reads in the log of its training, for people to look at. */
  metricDefinitions: metricDefinitionsSchema.default([]),
};
