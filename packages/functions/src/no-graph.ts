/**
 * Stands in for Neo4j's driver in the bundles of a deployment without a graph (see stacks/settings.ts). Nothing asks
 * for it there: without NEO4J_URI the table answers.
 */
export function driver(): never {
  throw new Error("This deployment was made without NEO4J_URI.");
}

export const auth = { basic: () => undefined };
export const routing = { READ: "READ", WRITE: "WRITE" };
