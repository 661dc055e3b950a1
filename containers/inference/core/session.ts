import { InferenceSession, Tensor } from 'onnxruntime-node';
import { PlatformError } from '../../../domain/errors.ts';
import type { SparseBatch } from './vectorization.ts';

export interface SessionOptions {
  /** Threads within one run; 1 where several workers share the cores. */
  readonly intraOpThreads: number;
}

/** A loaded graph. `run` blocks its thread while it computes, so a server keeps sessions in worker threads. */
export interface Session {
  /** Probabilities, row after row, `labels` columns each. */
  run(batch: SparseBatch): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Loads an ONNX graph of the `linear` family. Throws `ARTIFACT_INVALID` when ONNX Runtime refuses it or its inputs or outputs differ. */
export async function openSession(graph: Uint8Array, options: SessionOptions): Promise<Session> {
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
  if (session.inputNames.join() !== 'indices,weights' || session.outputNames.join() !== 'probabilities') {
    throw new PlatformError('ARTIFACT_INVALID', 'model.onnx must take indices and weights and give probabilities', {
      details: { inputs: session.inputNames, outputs: session.outputNames },
    });
  }
  return {
    async run({ rows, width, indices, weights }) {
      const { probabilities } = await session.run({
        indices: new Tensor('int64', indices, [rows, width]),
        weights: new Tensor('float32', weights, [rows, width]),
      });
      if (!(probabilities?.data instanceof Float32Array)) {
        throw new PlatformError('ARTIFACT_INVALID', 'model.onnx must give probabilities as float32');
      }
      return probabilities.data;
    },
    close: () => session.release(),
  };
}
