import { parentPort, workerData } from 'node:worker_threads';
import { PlainRows } from '../readers/plain-rows.ts';
import { Ledger } from './ledger.ts';
import type { LedgerAnswer, LedgerNews, LedgerRequest, LedgerWorkerData } from './ledger-messages.ts';

/** Entry of the thread that a ledger runs in. */
if (parentPort === null) throw new Error('this is the entry of a thread');
const port = parentPort;
const tell = (answer: LedgerAnswer | LedgerNews): void => port.postMessage(answer);

const { place, rules }: LedgerWorkerData = workerData;
const ledger = new Ledger(place, rules, (split) => tell({ kind: 'sorted', split }));

port.on('message', async (request: LedgerRequest) => {
  switch (request.kind) {
    case 'plain':
      ledger.take(request.upload, PlainRows.unpack(request.rows));
      return tell({ kind: 'done' });
    case 'records':
      ledger.take(request.upload, request.records);
      return tell({ kind: 'done' });
    case 'pack':
      return tell({ kind: 'packed', log: ledger.pack() });
    case 'settle':
      return tell({ kind: 'settled', tally: ledger.settle(request.order) });
    case 'close':
      await ledger.close();
      tell({ kind: 'done' });
      return port.close();
  }
});
