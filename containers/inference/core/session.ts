import { InferenceSession, Tensor } from 'onnxruntime-node';
import { PlatformError } from '../../../domain/errors.ts';
import type { Feed, FeedTensor } from './features/feed.ts';

export interface SessionOptions {
  /** Threads within one run; 1 where several workers share the cores. */
  readonly intraOpThreads: number;
}

/** A loaded graph. `run` blocks its thread while it computes, so a server keeps sessions in worker threads. */
export interface Session {
  /** Probabilities, row after row, `labels` columns each. */
  run(feed: Feed): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Loads an ONNX graph. Throws `ARTIFACT_INVALID` when ONNX Runtime refuses it or its inputs or outputs are others. */
export async function openSession(
  graph: Uint8Array,
  inputNames: readonly string[],
  options: SessionOptions,
): Promise<Session> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(graph, {
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      intraOpNumThreads: options.intraOpThreads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new PlatformError('ARTIFACT_INVALID', 'ONNX Runtime cannot load model.onnx', { cause });
  }
  if (session.inputNames.join() !== inputNames.join() || session.outputNames.join() !== 'probabilities') {
    await session.release();
    const wanted = inputNames.join(' and ');
    throw new PlatformError('ARTIFACT_INVALID', `model.onnx must take ${wanted} and give probabilities`, {
      details: { inputs: session.inputNames, outputs: session.outputNames },
    });
  }
  return {
    async run(feed) {
      const tensors = Object.entries(feed).map(([name, tensor]) => [name, toTensor(tensor)] as const);
      const { probabilities } = await session.run(Object.fromEntries(tensors)).catch((cause: unknown) => {
        throw new PlatformError('ARTIFACT_INVALID', 'ONNX Runtime cannot run model.onnx on these texts', { cause });
      });
      if (!(probabilities?.data instanceof Float32Array)) {
        throw new PlatformError('ARTIFACT_INVALID', 'model.onnx must give probabilities as float32');
      }
      return probabilities.data;
    },
    close: () => session.release(),
  };
}

const toTensor = ({ type, data, dims }: FeedTensor): Tensor =>
  type === 'int64' ? new Tensor(type, data, dims) : new Tensor(type, data, dims);
