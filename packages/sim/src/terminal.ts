let isLineOpen = false;

/** Prints a result. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints what went wrong. */
export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Shows how far things are, on one line that the next call replaces; nothing where nobody watches. */
export function progress(text: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001b[K${text}`);
  if (text === "" && isLineOpen) process.stderr.write("\r");
  isLineOpen = text !== "";
}
