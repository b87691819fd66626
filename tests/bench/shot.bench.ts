import { parseArgs } from "node:util";
import type { Cloud } from "../../packages/local/src/cloud.ts";
import { inferenceTimesMs, listScheduleMs } from "../../packages/local/src/ideal.ts";
import { type Caller, castMember, openTestCloud, type Stage, stageFor } from "../support/cloud.ts";
import { judge, machineText, median, rounded, tableText } from "./report.ts";
import { ended } from "./subject.ts";

const HELP = `bench:shot - a scene of four references at 1920x1080, against the time its model took

  --rounds N     scenes to make (default 5)
  --latency MS   how long the model takes (default 3000)
  --json         the result as one line of JSON`;

const RATIO_MAX = 1.25;
/** How often our caller looks at the job, as the demo does; the waits for a look are in our time. */
const PATIENCE = { pollMs: 200, maxMs: 120_000 };

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    latency: { type: "string", default: "3000" },
  },
});
if (values.help) console.log(HELP);
else await bench();

interface Round {
  wallMs: number;
  idealMs: number;
}

async function bench(): Promise<void> {
  const open = await openTestCloud({ fal: { latencyMs: 100, concurrency: 12 } });
  try {
    const caller = await open.as("bench");
    const stage = await stageFor(caller);
    const references = await castOf(caller, stage);
    const shoot = (seed: number) => shot(open.cloud, { caller, stage, references, seed });
    // Its bundles are loaded by a scene that does not count.
    await shoot(0);
    open.cloud.sandbox?.setLatency(Number(values.latency));
    const rounds: Round[] = [];
    for (let seed = 1; seed <= Number(values.rounds); seed += 1) rounds.push(await shoot(seed));
    report(rounds);
  } finally {
    await open.close();
  }
}

async function castOf(caller: Caller, stage: Stage) {
  const member = (type: string, name: string, description: string) =>
    castMember(caller, stage, { type, name, description });
  const knight = await member("character", "Aldric", "a knight in silver armour with a blue cape");
  const fox = await member("character", "Reynard", "a fox in a yellow raincoat and green boots");
  return {
    characters: [
      { referenceId: knight, position: { x: 0.28, y: 0.92 } },
      { referenceId: fox, position: { x: 0.7, y: 0.9 }, scale: 0.85 },
    ],
    location: await member("location", "Old harbour", "a harbour at sunset"),
    props: [await member("prop", "Lantern", "a brass lantern")],
  };
}

interface Scene {
  caller: Caller;
  stage: Stage;
  references: Awaited<ReturnType<typeof castOf>>;
  seed: number;
}

/** One scene; its tries follow one another, so the ideal is the sum of what the model took for each. */
async function shot(cloud: Cloud, { caller, stage, references, seed }: Scene): Promise<Round> {
  const earlier = cloud.sandbox?.bill().requests.length ?? 0;
  const startedMs = performance.now();
  const ask = { description: "Aldric and Reynard meet at the quay", references, seed };
  const path = `${stage.base}/images/generate/composite`;
  const { status, body } = await caller.post<{ statusUrl: string }>(path, ask);
  if (status !== 202) throw new Error(`The scene was not taken: ${status} ${JSON.stringify(body)}`);
  const view = await ended(caller, body.statusUrl, PATIENCE);
  const wallMs = performance.now() - startedMs;
  if (view.state !== "succeeded") throw new Error(`The scene ${view.state}: ${JSON.stringify(view.problem)}`);
  const bill = cloud.sandbox?.bill();
  if (!bill) throw new Error("there is no sandbox to ask for its times");
  const timesMs = inferenceTimesMs({ ...bill, requests: bill.requests.slice(earlier) }, () => true);
  return { wallMs, idealMs: listScheduleMs(timesMs, 1) };
}

function report(rounds: Round[]): void {
  const ratio = median(rounds.map(({ wallMs, idealMs }) => wallMs / idealMs));
  const targets = [
    { name: "wall time over the model's own, median", value: rounded(ratio), atMost: RATIO_MAX },
  ];
  const verdict = judge(targets);
  if (values.json) {
    console.log(JSON.stringify({ bench: "shot", rounds, targets, ok: process.exitCode !== 1 }));
    return;
  }
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const rows = rounds.map(({ wallMs, idealMs }) => [
    ...[seconds(wallMs), seconds(idealMs), seconds(wallMs - idealMs), (wallMs / idealMs).toFixed(2)],
  ]);
  console.log(tableText(["wall s", "model s", "over s", "ratio"], rows));
  console.log(`\n${machineText()}\n\n${verdict}`);
}
