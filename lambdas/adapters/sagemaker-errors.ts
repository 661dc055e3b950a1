/** SageMaker has no common error for what does not exist: some calls say so in a `ValidationException`'s message. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ResourceNotFound' || error.name === 'ResourceNotFoundException') return true;
  return (
    /^Validation(Exception|Error)$/.test(error.name) &&
    /could not find|not find|does not exist|not found/i.test(error.message)
  );
}

/** True when a create call met something of the same name. */
export function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ResourceInUse' || error.name === 'ConflictException') return true;
  return /^Validation(Exception|Error)$/.test(error.name) && /already exist/i.test(error.message);
}

/** True when an endpoint takes no change because one is under way. */
export function isBusy(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^Validation(Exception|Error)$/.test(error.name) &&
    /in-progress endpoint/i.test(error.message)
  );
}

/** True when a job that was to be stopped has come to its end already. */
export function isOver(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^Validation(Exception|Error)$/.test(error.name) &&
    /in status|terminal|already (stopped|completed|failed)|cannot be stopped/i.test(error.message)
  );
}
