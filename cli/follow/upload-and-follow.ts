import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { STAGES } from '../../domain/stages.ts';
import { type CommandContext, followContext, withBoard } from '../command.ts';
import type { Connection } from '../connection/connect.ts';
import { followUploads } from './follow-uploads.ts';
import { storeFiles } from './store-files.ts';

/** Stores files and shows the run that reads them until it has ended or waits for a person. */
export function uploadAndFollow(
  context: CommandContext,
  connection: Connection,
  workload: string,
  files: readonly string[],
  timeoutSeconds: number,
): Promise<RunRecord> {
  return withBoard(context, STAGES, async (board) => {
    const uploads = await storeFiles(connection, workload, files, board, context.signal);
    const ids = uploads.map(({ uploadId }) => uploadId);
    const follow = followContext(context, connection.records, board, timeoutSeconds);
    return followUploads(follow, workload, ids, connection.environment);
  });
}
