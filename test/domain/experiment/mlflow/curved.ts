import { type EvaluationReport, evaluationReportSchema } from '../../../../domain/evaluate/report.ts';
import { evaluation } from '../../../lambdas/memory/evaluation.ts';

/** An evaluation of `unigram` and `bigram`, of which the latter was trained in steps. */
export function curvedEvaluation(points = 3): EvaluationReport {
  const { report } = evaluation({
    task: 'single-label',
    runId: '3fa9c1d2e4b5-1',
    datasetId: 'a'.repeat(64),
    datasetVersion: 1,
    wrongOneIn: 10,
    champion: undefined,
    results: ['unigram', 'bigram'].map((candidate) => ({
      status: 'trained' as const,
      candidate,
      family: 'linear' as const,
      jobName: `t-${candidate}`,
      artifactUri: `s3://artifacts/${candidate}/model.tar.gz`,
    })),
  });
  const steps = Array.from({ length: points }, (_, index) => index + 1);
  return evaluationReportSchema.parse({
    ...report,
    candidates: report.candidates.map((candidate) =>
      candidate.name === 'bigram'
        ? {
            ...candidate,
            training: {
              status: 'read',
              trainLoss: steps.map((step) => ({ step: step * 10, loss: 1 / step })),
              validation: steps.map((step) => ({ step: step * 10, loss: 1.1 / step, accuracy: 1 - 0.5 / step })),
              findings: [],
            },
          }
        : candidate,
    ),
  });
}
