import { PlatformError } from '../../../domain/errors.ts';
import { openFeatures } from './features/open.ts';
import type { Model } from './model.ts';
import type { Scorer } from './scorer.ts';
import { openSession, type SessionOptions } from './session.ts';

/** Runs the graph of a model. Throws ARTIFACT_INVALID when it cannot be loaded. */
export async function openGraph(model: Model, options: SessionOptions): Promise<Scorer> {
  const labels = model.description.labels.length;
  const batches = openFeatures(model);
  const session = await openSession(model.graph, batches.inputNames, options);
  return {
    async probabilities(texts) {
      const rows: Float32Array[] = new Array(texts.length);
      for (const { positions, feed } of batches.of(texts)) {
        const flat = await session.run(feed);
        if (flat.length !== positions.length * labels) {
          throw new PlatformError('ARTIFACT_INVALID', 'model.onnx must give one probability for each text and label');
        }
        positions.forEach((position, row) => {
          rows[position] = flat.subarray(row * labels, (row + 1) * labels);
        });
      }
      return rows;
    },
    close: () => session.close(),
  };
}
