/** Prints a line to the terminal. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a complaint to the terminal's error stream. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
