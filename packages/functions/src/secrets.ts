import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { provideSecrets } from "@likeness/core/config";
import { fromEnvironment } from "@likeness/core/secrets";

/**
 * Imported by handlers that have secrets bound: fetches the bound values once per container, before anything asks
 * for them. SST's own reader does the same but brings 600 KB of an older SDK into every bundle
 * (docs/decisions/0003-own-secret-reader.md).
 */
const { values, paths } = fromEnvironment();
provideSecrets({ ...values, ...(await fetched(paths)) });

async function fetched(byPath: Map<string, string>): Promise<Record<string, string>> {
  if (byPath.size === 0) return {};
  const command = new GetParametersCommand({ Names: [...byPath.keys()], WithDecryption: true });
  const { Parameters = [], InvalidParameters = [] } = await new SSMClient({}).send(command);
  if (InvalidParameters.length > 0) {
    const names = InvalidParameters.map((path) => byPath.get(path)).join(", ");
    throw new Error(`Secrets without a value: ${names}. Set each with "npx sst secrets set NAME VALUE".`);
  }
  return Object.fromEntries(Parameters.map(({ Name = "", Value = "" }) => [byPath.get(Name) ?? Name, Value]));
}
