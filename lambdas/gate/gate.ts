import {
  type EvaluationReport,
  evaluationReportSchema,
  pairedPredictionsSchema,
} from '../../domain/evaluate/report.ts';
import { decide } from '../../domain/gate/decide.ts';
import { type Decision, decisionSchema, failedRules } from '../../domain/gate/decision.ts';
import { evaluatedRun } from '../../domain/gate/evaluated-run.ts';
import { evaluationRows } from '../../domain/gate/evaluation-rows.ts';
import type { GateAnswer, GateInput } from '../../domain/gate/messages.ts';
import { canonicalJson, sha256 } from '../../domain/hash.ts';
import { type Plan, planSchema } from '../../domain/lease/plan.ts';
import { artifactKey, lakeKey } from '../../domain/names.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { LakeTables } from '../adapters/lake-tables.ts';
import { assertHolds, changeRun } from '../records/run-writer.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { readEvaluation } from './read-evaluation.ts';

export interface GatePorts {
  readonly table: RecordsTable;
  readonly artifacts: JsonStore;
  readonly tables: LakeTables;
}

/** After the evaluation: decides whether the challenger may replace the champion. One evaluation has one decision. */
export async function gate(input: GateInput, ports: GatePorts & StageContext): Promise<GateAnswer> {
  const { workload, runId } = input;
  const records = workloadRecords(ports.table, workload);
  await assertHolds(records, runId, input.fencingToken, ports.now());
  const [plan, report] = await Promise.all([
    ports.artifacts.read(artifactKey.plan(workload, runId), planSchema),
    readEvaluation(workload, runId, 'evaluation.json', evaluationReportSchema, ports.artifacts),
  ]);
  const decision = await decideOnce(plan, report, ports);
  await ports.tables.writeRows(lakeKey.evaluations(workload, runId), evaluationRows(report, decision));
  await changeRun(records, runId, input.fencingToken, (run) => evaluatedRun(run, report, decision, ports.now()));
  const { verdict, reasons, suspendUploads } = decision;
  ports.logger.info('decided', { verdict, reasons, suspendUploads });
  const { tried } = plan;
  return { verdict, failedRules: failedRules(decision), suspendUploads, ...(tried && { tried }) };
}

async function decideOnce(plan: Plan, report: EvaluationReport, ports: GatePorts & StageContext): Promise<Decision> {
  const { workload, runId, configHash, deployed } = plan;
  const key = artifactKey.decision(workload, runId);
  const hashes = { dataset: report.dataset.id, configuration: configHash, evaluation: sha256(canonicalJson(report)) };
  const before = await ports.artifacts.find(key, decisionSchema);
  if (before?.hashes.evaluation === hashes.evaluation) return before;
  const paired = await readEvaluation(workload, runId, 'paired.json', pairedPredictionsSchema, ports.artifacts);
  const decided = decide(report, paired, deployed.config.gate, hashes, ports.now());
  // A try says nothing of an upload.
  const decision = plan.tried === undefined ? decided : { ...decided, suspendUploads: false };
  await ports.artifacts.write(key, decision);
  return decision;
}
