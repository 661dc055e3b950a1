import type { HyperParameterTuningJobConfig } from '@aws-sdk/client-sagemaker';
import type { TuningDefinition } from './definitions.ts';
import type { Resources } from './stopping/hyperband.ts';

/** Static hyperparameters that Hyperband takes its greatest resource from ("HyperbandStrategyConfig" in the API reference). */
const EPOCHS = ['epochs', 'numepochs', 'n-epochs', 'n_epochs', 'num_epochs'];

/** What Hyperband gives each trial; undefined when nothing says how much. */
export function resourcesOf(
  { StrategyConfig }: HyperParameterTuningJobConfig,
  { training }: Pick<TuningDefinition, 'training'>,
): Resources | undefined {
  const { MinResource, MaxResource } = StrategyConfig?.HyperbandStrategyConfig ?? {};
  const epochs = EPOCHS.map((name) => Number(training.StaticHyperParameters?.[name])).find((one) => one >= 1);
  const max = MaxResource ?? epochs;
  return max === undefined ? undefined : { min: MinResource ?? 1, max };
}
