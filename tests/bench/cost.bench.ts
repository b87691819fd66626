import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Cloud, CloudOptions } from "../../packages/local/src/cloud.ts";
import { projectRoot } from "../../packages/local/src/project.ts";
import { openTestCloud } from "../support/cloud.ts";
import { type CostLine, costOf, type ProfileUse, totalUsd } from "./cost.ts";
import { openFullTable } from "./full-table.ts";
import { PRICES_CHECKED_ON, UNSEEN } from "./prices.ts";
import { isMet, judge, machine, machineText, median, rounded, type Target, tableText } from "./report.ts";
import { makeProfile, openSubject, type Subject } from "./subject.ts";

const HELP = `bench:cost - what one profile of 12 angles would cost on AWS and R2, without FAL

Everything is counted from a run of the real definitions: transitions, invocations, table units, bucket operations,
bytes. Lambda time is the wall time of each invocation on this machine, pictures drawn one after another so that
their encodes do not share the processor, plus typical network waits of the cloud (tests/bench/prices.ts). Cold
starts and free tiers are left out.

  --rounds N    profiles on an empty and on a full table, in turn (default 3)
  --images N    images in the full table (default 100000); kept under .likeness/bench-table
  --json        the result as one line of JSON`;

const TRANSITIONS_MAX = 60;
const USD_MAX = 0.002;
const RATIO_MAX = 1.1;
const POLL_MS = 1_000;
/** Longer than storing a picture takes: the sandbox draws the next one meanwhile, on the same cores. */
const LATENCY_MS = 1_000;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    images: { type: "string", default: "100000" },
  },
});
if (values.help) console.log(HELP);
else await bench();

/** A cloud, someone in it and the bytes its functions logged. */
interface Place {
  cloud: Cloud;
  subject: Subject;
  logged: { bytes: number };
}

async function bench(): Promise<void> {
  const before = machine();
  const emptyLog = countingLog();
  const fullLog = countingLog();
  const full = await openFullTable(
    {
      directory: join(projectRoot(), ".likeness", "bench-table"),
      rows: Number(values.images),
      note: console.error,
    },
    options(fullLog.log),
  );
  try {
    const empty = await openTestCloud(options(emptyLog.log));
    try {
      const small: Place = { cloud: empty.cloud, subject: await openSubject(empty), logged: emptyLog };
      const large: Place = { cloud: full.open.cloud, subject: full.subject, logged: fullLog };
      // The first profile loads the bundles: a cold start, which is not what a profile costs.
      for (const place of [small, large]) await use(place);
      report(await measure(small, large), before);
    } finally {
      await empty.close();
    }
  } finally {
    await full.open.close();
  }
}

/** Pictures one after another; no schedule runs meanwhile; logs as deployed. */
function options(log: (line: string) => void): Partial<CloudOptions> {
  return { fal: { concurrency: 1, latencyMs: LATENCY_MS }, speed: 0.001, env: { LOG_LEVEL: "INFO" }, log };
}

function countingLog() {
  const counter = {
    bytes: 0,
    log: (line: string) => {
      const name = line.indexOf(" ") + 1;
      counter.bytes += Buffer.byteLength(line.slice(name));
    },
  };
  return counter;
}

interface Measured {
  small: ProfileUse[];
  large: ProfileUse[];
}

async function measure(small: Place, large: Place): Promise<Measured> {
  const measured: Measured = { small: [], large: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    measured.small.push(await use(small));
    measured.large.push(await use(large));
    const usd = [measured.small, measured.large].map((uses) =>
      dollars(totalUsd(costOf(uses.at(-1) ?? uses[0]!))),
    );
    console.error(`round ${round + 1}: ${usd.join(" and ")}; load ${machine().load1}`);
  }
  return measured;
}

/** One profile with its caller's looks at the job and one page of the list of images, and all that it used. */
async function use({ cloud, subject, logged }: Place): Promise<ProfileUse> {
  cloud.meter.reset();
  const loggedBefore = logged.bytes;
  const { view } = await makeProfile(subject, { pollMs: POLL_MS });
  const page = await subject.caller.get(`${subject.stage.base}/images?limit=50`);
  if (page.status !== 200) throw new Error(`The list answered ${page.status}`);
  await executionEnded(cloud);
  const usage = cloud.meter.read();
  const views = usage.httpRequests - view.attempts.length;
  const answerBytes = JSON.stringify(view).length * views + JSON.stringify(page.body).length;
  return { ...usage, logBytes: logged.bytes - loggedBefore, answerBytes };
}

/** Transitions are counted when an execution ends, which is after the job row says so. */
async function executionEnded({ meter }: Cloud): Promise<void> {
  for (const deadline = Date.now() + 30_000; meter.read().stateTransitions === 0; ) {
    if (Date.now() > deadline) throw new Error("The execution of the profile did not end");
    await sleep(20);
  }
}

function report({ small, large }: Measured, before: ReturnType<typeof machine>): void {
  const [one, full] = [middle(small), middle(large)];
  const lines = costOf(one);
  const fullLines = costOf(full);
  const ratio = median(
    small.map((each, round) => totalUsd(costOf(large[round] ?? each)) / totalUsd(costOf(each))),
  );
  const transitions = one.stateTransitions + one.executions * UNSEEN.transitionsPerExecution;
  const targets: Target[] = [
    { name: "state transitions of a profile", value: transitions, atMost: TRANSITIONS_MAX },
    { name: "US dollars of a profile without FAL", value: rounded(totalUsd(lines), 6), atMost: USD_MAX },
    {
      name: `cost with ${values.images} images in the table / without`,
      value: rounded(ratio, 3),
      atMost: RATIO_MAX,
    },
  ];
  if (values.json) {
    const totals = { usd: totalUsd(lines), fullTableUsd: totalUsd(fullLines), ratio };
    const ok = targets.every(isMet);
    console.log(
      JSON.stringify({
        bench: "cost",
        ok,
        before,
        after: machine(),
        totals,
        lines,
        fullLines,
        use: one,
        targets,
      }),
    );
    if (!ok) process.exitCode = 1;
    return;
  }
  console.log(tableText(["part", "quantity", "unit", "USD", "USD, full table"], rowsOf(lines, fullLines)));
  console.log(`\n${tableText(["function", "invocations", "ms each", "MB"], functionRows(one))}`);
  const counted = `prices of ${PRICES_CHECKED_ON}; median of ${values.rounds} profiles, ${one.httpRequests} HTTP requests`;
  console.log(`\n${counted}; ${machineText()}, ${before.load1} before\n\n${judge(targets)}`);
}

/** The profile with the middle cost. */
function middle(uses: ProfileUse[]): ProfileUse {
  const sorted = [...uses].sort((one, other) => totalUsd(costOf(one)) - totalUsd(costOf(other)));
  const found = sorted[Math.floor(sorted.length / 2)];
  if (!found) throw new Error("--rounds must be at least 1");
  return found;
}

function rowsOf(lines: CostLine[], fullLines: CostLine[]) {
  const rows = lines.map(({ part, quantity, unit, usd }, index) => {
    const full = fullLines[index]?.usd ?? Number.NaN;
    return [
      part,
      quantity < 100 ? rounded(quantity) : Math.round(quantity),
      unit,
      dollars(usd),
      dollars(full),
    ];
  });
  return [...rows, ["all", "", "", dollars(totalUsd(lines)), dollars(totalUsd(fullLines))]];
}

function functionRows({ functions }: ProfileUse) {
  return Object.entries(functions)
    .sort(([, one], [, other]) => other.billedMs * other.memoryMb - one.billedMs * one.memoryMb)
    .map(([id, { invocations, billedMs, memoryMb }]) => {
      const name = id.replace(/^.*\./, "").replace(/[0-9A-F]{8}$/, "");
      return [name, invocations, Math.round(billedMs / invocations), memoryMb];
    });
}

function dollars(usd: number): string {
  return `$${usd.toFixed(6)}`;
}
