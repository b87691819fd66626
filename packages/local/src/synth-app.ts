import { App } from "sst/constructs";
import { initProject, useProject } from "sst/project.js";
import { load } from "sst/stacks/build.js";

// Runs in a process of its own: SST keeps its project in module state and leaves handles open.
const { SYNTH_STAGE: stage = "", SYNTH_OUTDIR: outdir = "", SYNTH_ACCOUNT: account = "" } = process.env;
const region = process.env.SYNTH_REGION ?? "us-east-1";

try {
  await initProject({ stage, region });
  const { config, paths } = useProject();
  const app = new App({ mode: "deploy", stage, name: config.name, region, account }, { outdir });
  const [, definition] = await load(paths.config);
  await definition.stacks(app);
  await app.finish();
  app.synth();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
