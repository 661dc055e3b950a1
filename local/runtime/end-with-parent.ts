/**
 * Loaded ahead of a child's own entry (`node --import`): ends the child when the supervisor is gone, however it went.
 * Standard input is a pipe that only the supervisor holds open. Works where no parent-death signal exists (macOS).
 */
const GRACE_MS = 10_000;

process.stdin.on('end', endNow);
process.stdin.on('error', endNow);
process.stdin.resume();
// The pipe alone must not keep a finished child alive.
if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref();

function endNow(): void {
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}
