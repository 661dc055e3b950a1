import { offerInputSchema } from '../../domain/offer/messages.ts';
import { SageMakerJobs } from '../adapters/jobs.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type OfferPorts, offer } from './offer.ts';

/** Chooses the machine that a candidate is trained on next. */
export const handler = stageHandler({
  stage: 'offer',
  input: offerInputSchema,
  ports: (): OfferPorts => ({
    table: new DynamoRecords(readEnvironment('RECORDS_TABLE').RECORDS_TABLE),
    jobs: new SageMakerJobs(),
  }),
  run: offer,
});
