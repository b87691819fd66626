import { boundEnvironment } from "./config.ts";

const BOUND = /^SST_Secret_value_(.+)$/;
const IN_PARAMETER_STORE = "__FETCH_FROM_SSM__";

/** A bound secret that must be fetched: where this stage keeps it, and where the value for all stages would be. */
export interface StoredSecret {
  name: string;
  path: string;
  fallbackPath: string;
}

/** The secrets bound to this function: values that are at hand, and those in the parameter store. */
export function fromEnvironment(): { values: Record<string, string>; stored: StoredSecret[] } {
  const environment = boundEnvironment();
  const { SST_SSM_PREFIX: prefix = "", SST_APP: app = "" } = environment;
  const values: Record<string, string> = {};
  const stored: StoredSecret[] = [];
  for (const [variable, value] of Object.entries(environment)) {
    const name = BOUND.exec(variable)?.[1];
    if (!name || value === undefined) continue;
    const end = `Secret/${name}/value`;
    if (value !== IN_PARAMETER_STORE) values[name] = value;
    else stored.push({ name, path: `${prefix}${end}`, fallbackPath: `/sst/${app}/.fallback/${end}` });
  }
  return { values, stored };
}
