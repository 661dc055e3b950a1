import { z } from 'zod';

/** `CreateTrainingJob` takes no more of them. */
export const MOST_METRIC_DEFINITIONS = 40;

/** A metric of a training job: SageMaker takes its values from the log by what the expression's group matches. */
export const metricDefinitionSchema = z.strictObject({
  Name: z.string().min(1).max(255),
  Regex: z.string().min(1).max(500).superRefine(checkRegex),
});
export type MetricDefinition = z.infer<typeof metricDefinitionSchema>;

export const metricDefinitionsSchema = z
  .array(metricDefinitionSchema)
  .max(MOST_METRIC_DEFINITIONS)
  .refine((all) => new Set(all.map(({ Name }) => Name)).size === all.length, 'names must be unique');

function checkRegex(regex: string, context: z.RefinementCtx): void {
  try {
    // An alternative that matches anything shows how many groups there are.
    const groups = (new RegExp(`${regex}|`).exec('')?.length ?? 1) - 1;
    if (groups === 0)
      context.addIssue({ code: 'custom', message: 'needs a group that matches the value, as in (.*?);' });
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a regular expression' });
  }
}
