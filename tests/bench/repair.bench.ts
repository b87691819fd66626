import { parseArgs } from "node:util";
import { type Caller, masterFor, openTestCloud, type Stage, stageFor } from "../support/cloud.ts";
import { type JobBody, startProfile } from "../support/job.ts";
import { type Outcome, outcomeOf, summaryOf } from "./repair-outcome.ts";
import { ended } from "./subject.ts";

const HELP = `bench:repair - profiles whose pictures drift, repairs too: how many end complete, and at what price

  --profiles N   how many profiles (default 20; the goal is stated for 300)
  --drift RATE   share of all pictures that drift, each on its own (default 0.2)
  --seed N       seed of the first profile, the next one's is one more (default 0)
  --at-once N    profiles under way at a time (default 2)
  --json         the result as one line of JSON`;

/** Several rounds of repair on a busy machine take their time. */
const PATIENCE = { pollMs: 250, maxMs: 10 * 60_000 };

const DESCRIPTIONS = [
  "a knight in silver armour with a blue cape and an eye patch on the left eye",
  "an old wizard with a white beard, a purple robe and brown boots",
  "a girl in a yellow raincoat with green boots and a red scarf",
  "a pirate with a black tricorn, a red coat and dark blue trousers",
  "a young baker in a white apron with a blue shirt and brown shoes",
];

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    profiles: { type: "string", default: "20" },
    drift: { type: "string", default: "0.2" },
    seed: { type: "string", default: "0" },
    "at-once": { type: "string", default: "2" },
  },
});
if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const test = await openTestCloud({
    fal: { latencyMs: 20, concurrency: 12 },
    env: { PROFILES_PER_HOUR: "100000" },
  });
  try {
    const caller = await test.as("ada");
    const count = Number(values.profiles);
    const subjects: Array<{ stage: Stage; masterReferenceId: unknown }> = [];
    for (const description of DESCRIPTIONS.slice(0, Math.min(count, DESCRIPTIONS.length))) {
      const stage = await stageFor(caller, { description });
      const master = await masterFor(caller, stage, { description });
      subjects.push({ stage, masterReferenceId: master.result?.mediaId });
    }
    test.cloud.sandbox?.setFaults({ drift: { rate: Number(values.drift) } });
    const outcomes: Outcome[] = [];
    const waiting = Array.from({ length: count }, (_, index) => Number(values.seed) + index);
    const work = async () => {
      for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
        const subject = subjects[index % subjects.length];
        if (!subject) return;
        const { stage, masterReferenceId } = subject;
        const ask = {
          masterReferenceId,
          angles: [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330],
          seed: index,
        };
        const job = await jobOf(caller, await startProfile(caller, stage, ask));
        outcomes.push(
          outcomeOf(job, {
            truths: test.cloud.sandbox?.truths() ?? [],
            requestIds: await requestsOf(caller, stage, job),
          }),
        );
        note(outcomes, count);
      }
    };
    await Promise.all(Array.from({ length: Number(values["at-once"]) }, work));
    report(outcomes);
  } finally {
    await test.close();
  }
}

async function jobOf(caller: Caller, statusUrl: string): Promise<JobBody> {
  return (await ended(caller, statusUrl, PATIENCE)) as unknown as JobBody;
}

function note(outcomes: readonly Outcome[], count: number): void {
  const { completeShare, priceFactor } = summaryOf(outcomes);
  const figures = `${(completeShare * 100).toFixed(0)} % complete, price ${priceFactor.toFixed(2)}`;
  console.error(`${outcomes.length} of ${count} profiles: ${figures}`);
}

/** FAL's id of each stored picture's request, as the API tells it. */
async function requestsOf(
  caller: Caller,
  { base }: Stage,
  { attempts }: JobBody,
): Promise<Map<string, string>> {
  const ids = attempts.flatMap(({ mediaId }) => (mediaId ? [mediaId] : []));
  const pictures = await Promise.all(
    ids.map((mediaId) => caller.get<{ mediaId: string; requestId: string }>(`${base}/images/${mediaId}`)),
  );
  return new Map(pictures.map(({ body: { mediaId, requestId } }) => [mediaId, requestId]));
}

function report(outcomes: Outcome[]): void {
  const summary = summaryOf(outcomes);
  const result = { bench: "repair", drift: Number(values.drift), ...summary };
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(
      [
        `repair: ${summary.profiles} profiles of drawings, ${values.drift} of all pictures drifting`,
        `  complete with 0.7 or more  ${(summary.completeShare * 100).toFixed(1)} % (goal 95 %)`,
        `  price                      ${summary.priceFactor.toFixed(2)} of a profile without repairs (goal 1.35)`,
        `  drifted pictures left      ${summary.driftedLeft} of ${summary.pictures}; good ones drawn again ${summary.repairedInVain}`,
        summary.ok ? "ok" : "below the goal",
      ].join("\n"),
    );
  process.exitCode = summary.ok ? 0 : 1;
}
