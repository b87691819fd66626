import { boundEnvironment } from "./config.ts";

const BOUND = /^SST_Secret_value_(.+)$/;
const IN_PARAMETER_STORE = "__FETCH_FROM_SSM__";

/**
 * The secrets bound to this function: values that are at hand, and, by parameter path, the names of those that must
 * be fetched from the parameter store.
 */
export function fromEnvironment(): { values: Record<string, string>; paths: Map<string, string> } {
  const environment = boundEnvironment();
  const values: Record<string, string> = {};
  const paths = new Map<string, string>();
  for (const [variable, value] of Object.entries(environment)) {
    const name = BOUND.exec(variable)?.[1];
    if (!name || value === undefined) continue;
    if (value === IN_PARAMETER_STORE)
      paths.set(`${environment.SST_SSM_PREFIX ?? ""}Secret/${name}/value`, name);
    else values[name] = value;
  }
  return { values, paths };
}
