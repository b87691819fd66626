/** One line for people or programs, on standard output. */
export function print(line: string): void {
  console.log(line);
}

/** One line beside the result: progress and warnings, on standard error. */
export function note(line: string): void {
  console.error(line);
}

/** Says what went wrong, without a stack unless DEBUG is set, and makes the process end with exit code 1. */
export function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(process.env.DEBUG && error instanceof Error ? error.stack : message);
  process.exitCode = 1;
}
