import { projectRoot } from "../../packages/local/src/project.ts";
import { synthesize } from "../../packages/local/src/synth.ts";

/** Synthesizes the stacks once, before any spec: two synths at the same time would disturb each other. */
export async function setup(): Promise<void> {
  await synthesize({ root: projectRoot(), onProgress: (text) => process.stderr.write(`${text} …\n`) });
}
