import { predictionAnswerSchema } from '../../../domain/predict/messages.ts';
import { WORKLOAD, type World } from './world.ts';

const TEXTS = ['A great film, and a lovely cast.', 'Broke after a day. Do not buy it.', 'Fine.'];

/** What is live: the release, the endpoint behind it, and what it answers. Two equal ones are the same live model. */
export async function liveModel(world: World) {
  const { live, endpoint, consistent } = await world.status();
  const answer = await world.callApi({ body: { texts: TEXTS } });
  if (answer.status !== 200) throw new Error(`the live model of ${WORKLOAD} answers ${answer.status}`);
  return { live, endpoint, consistent, answer: predictionAnswerSchema.parse(answer.body) };
}
