import { parseArgs } from "node:util";
import { neo4jGraph } from "@likeness/core/brain";
import { listAll } from "@likeness/core/project";
import { rebuild } from "@likeness/core/projection";
import { fail, print } from "./terminal.ts";

const HELP = `brain - the graph of a deployment

  npm run brain:setup                       makes its constraints and indexes; may be run again
  npm run brain:rebuild [-- --project ID]   tells it everything anew from the table, then removes what the table has not

Both read NEO4J_URI, NEO4J_PASSWORD, NEO4J_USER and NEO4J_DATABASE; a rebuild also TABLE_NAME and the AWS credentials.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { project: { type: "string", multiple: true }, help: { type: "boolean", default: false } },
});

try {
  if (values.help) print(HELP);
  else if (positionals[0] === "setup") await setUp();
  else if (positionals[0] === "rebuild") await rebuildAll();
  else throw new Error(HELP);
} catch (error) {
  fail(error);
}

async function setUp(): Promise<void> {
  const graph = neo4jGraph();
  try {
    await graph.setup();
    print("constraints and indexes are there");
  } finally {
    await graph.close();
  }
}

async function rebuildAll(): Promise<void> {
  const graph = neo4jGraph();
  try {
    await graph.setup();
    for (const projectId of values.project ?? (await listAll())) {
      const { nodes, pruned } = await rebuild(projectId, graph);
      print(`${projectId}: ${nodes} nodes told, ${pruned} removed`);
    }
  } finally {
    await graph.close();
  }
}
