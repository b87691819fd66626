import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";

/** Where specs do without the synthesized template; all others read it, or run it. */
const WITHOUT_TEMPLATE = [
  ...["tests/core/", "tests/fal-sandbox/", "tests/fuzz/"],
  ...["commands", "context", "deaths", "kills", "neo4j"].map((name) => `tests/engines/${name}`),
];

/**
 * Synthesizes the stacks once, before any spec that reads them: it takes longer than a hook may. A run of a few specs
 * that never look at the template starts at once.
 */
export async function setup(): Promise<void> {
  const chosen = process.argv.slice(2).filter((word) => word.startsWith("tests/"));
  if (chosen.length > 0 && chosen.every((path) => WITHOUT_TEMPLATE.some((start) => path.includes(start))))
    return;
  await synthesize({ root: projectRoot(), onProgress: (text) => process.stderr.write(`${text} …\n`) });
}
