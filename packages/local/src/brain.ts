import { parseArgs } from "node:util";
import { neo4jGraph } from "@likeness/core/brain";
import { listAll } from "@likeness/core/project";
import { rebuild } from "@likeness/core/projection";
import { fail, print } from "./terminal.ts";

const HELP = `brain - the graph of a deployment

  npm run brain:setup                       makes its constraints and indexes; may be run again
  npm run brain:rebuild [-- --project ID]   tells it everything anew from the table, then removes what the table has not

Both read NEO4J_URI (such as bolt://127.0.0.1:7687), NEO4J_PASSWORD, and NEO4J_USER and NEO4J_DATABASE where they are
not "neo4j"; a rebuild also TABLE_NAME, AWS_REGION and the AWS credentials. For \`npm run dev\` that is its own endpoint,
which it notes in ports.json of its data folder:

  AWS_ENDPOINT_URL=http://127.0.0.1:PORT AWS_REGION=REGION AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { project: { type: "string", multiple: true }, help: { type: "boolean", default: false } },
});

const { NEO4J_URI = "", TABLE_NAME = "" } = process.env;
/** What the driver and the SDK call what a person can mend, and how. */
const REMEDIES: Array<[name: RegExp, remedy: string]> = [
  [
    /Security\.(Unauthorized|AuthenticationRateLimit)/,
    "Neo4j refuses to let us in: check NEO4J_USER and NEO4J_PASSWORD.",
  ],
  [
    /Security\./,
    "NEO4J_USER may sign in, but not do this: it needs the rights to write and to make constraints.",
  ],
  [
    /ServiceUnavailable|SessionExpired/,
    `No Neo4j answers at ${NEO4J_URI}: check NEO4J_URI, and whether it runs.`,
  ],
  [/DatabaseNotFound/, "Neo4j has no such database: check NEO4J_DATABASE."],
  [/ResourceNotFoundException/, `There is no table ${TABLE_NAME}: check TABLE_NAME and AWS_REGION.`],
  [
    /CredentialsProviderError|UnrecognizedClient|AccessDenied/,
    "AWS refuses to let us in: check the credentials.",
  ],
  [/ECONNREFUSED/, "The table's service does not answer: check AWS_ENDPOINT_URL."],
];

try {
  if (values.help) print(HELP);
  else if (positionals[0] === "setup") await setUp();
  else if (positionals[0] === "rebuild") await rebuildAll();
  else throw new Error(HELP);
} catch (error) {
  fail(inWords(error));
}

/** The remedy where there is one, with what was said; the error itself otherwise. */
function inWords(error: unknown): unknown {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code = "" } = cause as Error & { code?: string };
    const remedy = REMEDIES.find(([name]) => name.test(`${cause.name} ${code} ${cause.message}`))?.[1];
    if (remedy) return new Error(`${remedy} (${cause.message.split("\n")[0]})`, { cause });
  }
  return error;
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
