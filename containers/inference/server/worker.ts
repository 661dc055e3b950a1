import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { PlatformError } from '../../../domain/errors.ts';
import { type Classifier, openClassifier } from '../core/classify.ts';
import type { Handler } from '../define-handler.ts';
import { log, whereFrom } from './log.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { createResponder } from './respond.ts';
import type { WorkerSettings } from './settings.ts';

const WARM_UP_TEXTS = ['', 'A warm-up text.', 'Another text, somewhat longer than the one before it, to warm up.'];
const WARM_UP_ROUNDS = 10;

/** Runs in a worker thread: loads the model named in `workerData`, then answers requests one after the other. */
export async function serveHandler<Request, Response>(handler: Handler<Request, Response>): Promise<void> {
  if (parentPort === null) throw new Error('This module runs in a worker thread only');
  const port: MessagePort = parentPort;
  const settings: WorkerSettings = workerData;
  const send = (message: FromWorker): void => port.postMessage(message);

  let classifier: Classifier;
  try {
    classifier = await openWarm(settings);
  } catch (error) {
    const known = error instanceof PlatformError;
    if (!known) log('error', 'The model could not be loaded', whereFrom(error));
    send({
      kind: 'failed',
      code: known ? error.code : 'UNEXPECTED',
      message: known ? error.message : 'The model could not be loaded',
    });
    return;
  }

  const respond = createResponder(handler, classifier, { package: settings.modelPackage }, settings);
  let previous: Promise<void> = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    // A chain keeps the order and lets `end` come after the last answer.
    previous = previous.then(async () => {
      if (message.kind === 'request') {
        send({ kind: 'answer', id: message.id, answer: await respond(message.body) });
      } else {
        await classifier.close();
        port.close();
      }
    });
  });
  send({ kind: 'ready' });
}

async function openWarm(settings: WorkerSettings): Promise<Classifier> {
  const classifier = await openClassifier(settings.modelDirectory, {
    intraOpThreads: settings.intraOpThreads,
    expectedDigest: settings.modelDigest,
  });
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await classifier.classify(WARM_UP_TEXTS);
  return classifier;
}
