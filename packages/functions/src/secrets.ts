import { provideSecrets } from "@likeness/core/config";
import { fromEnvironment, type StoredSecret } from "@likeness/core/secrets";
import { readParameters } from "./parameters.ts";

/**
 * Imported by handlers that have secrets bound: fetches the bound values once per container, before anything asks
 * for them. SST's own reader does the same but brings 600 KB of an older SDK into every bundle
 * (docs/decisions/0003-own-secret-reader.md).
 */
const { values, stored } = fromEnvironment();
provideSecrets({ ...values, ...(await fetched(stored)) });

async function fetched(secrets: StoredSecret[]): Promise<Record<string, string>> {
  if (secrets.length === 0) return {};
  const found = await readParameters(secrets.flatMap(({ path, fallbackPath }) => [path, fallbackPath]));
  const entries = secrets.map(
    ({ name, path, fallbackPath }) => [name, found.get(path) ?? found.get(fallbackPath)] as const,
  );
  const missing = entries.flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length > 0) {
    throw new Error(
      `Secrets without a value: ${missing.join(", ")}. Set each with "npx sst secrets set NAME VALUE".`,
    );
  }
  return Object.fromEntries(entries.map(([name, value = ""]) => [name, value]));
}
