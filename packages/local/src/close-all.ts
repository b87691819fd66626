/** Closes in reverse order of starting, all of them, and then rejects with the first failure if there was one. */
export async function closeAll(parts: { close(): Promise<void> }[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts.splice(0).reverse())
    await part.close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
