import { parseArgs } from "node:util";
import sharp from "sharp";
import { checkCast } from "../../packages/core/src/cast-check/index.ts";
import { keptScenes, prepared } from "./cast-cache.ts";
import { pastedScenes, readFigures } from "./cast-pasted.ts";
import { drawnScenes } from "./cast-scenes.ts";
import { emptyTally, noteScene, type Tally, targetsOf } from "./cast-verdict.ts";
import { judge, machineText, median, rounded, type Target, tableText } from "./report.ts";

const HELP = `bench:cast - who is who in scenes with known truth; the check sees pixels and references only

  --seeds A-B   drawn scenes of these seeds (default 1001-1200, a world that nothing was tuned on; tuning: 1-200)
  --data DIR    also scenes pasted from the rendered figures of DIR (manifest.json, masks)
  --pasted A-B  those of these seeds (default 201-300; tuning: 1-200)
  --list        name every scene that was judged wrongly
  --json        the result as one line of JSON`;

/** Judging one scene of four references at 1920x1080 may take this much processor time. */
const CPU_MAX_MS = 1_000;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    seeds: { type: "string", default: "1001-1200" },
    data: { type: "string" },
    pasted: { type: "string", default: "201-300" },
  },
});
if (values.help) console.log(HELP);
else await bench();

async function bench(): Promise<void> {
  const [from = 1001, to = from] = values.seeds.split("-").map(Number);
  const drawn = emptyTally();
  for (let seed = from; seed <= to; seed += 1) {
    for (const scene of await keptScenes(`drawn-${seed}`, () => drawnScenes(seed)))
      noteScene(drawn, scene, checkCast(scene.question), values.list);
  }
  const pasted = values.data === undefined ? undefined : await pastedTally(values.data);
  report({ drawn, pasted, cpuMs: [await fullSizeCpuMs(from)] });
}

async function pastedTally(dir: string): Promise<Tally> {
  const figures = await readFigures(dir);
  const tally = emptyTally();
  const [from = 1, to = from] = values.pasted.split("-").map(Number);
  for (let seed = from; seed <= to; seed += 1) {
    for (const scene of await keptScenes(`pasted-${seed}`, () => pastedScenes(figures, seed)))
      noteScene(tally, scene, checkCast(scene.question), values.list);
  }
  return tally;
}

/** The median of some scenes with four references, enlarged to 1920x1080, and references at 1024. */
async function fullSizeCpuMs(seed: number): Promise<number> {
  const times: number[] = [];
  for (let at = seed; times.length < 5 && at < seed + 40; at += 1) {
    const [scene] = await drawnScenes(at);
    if (scene?.references.length !== 4) continue;
    const picture = await sharp(scene.picture).resize(1920, 1080).webp().toBuffer();
    const references = await Promise.all(
      scene.references.map(async (reference) => ({
        ...reference,
        picture: await sharp(reference.picture).resize(1024, 1024).webp().toBuffer(),
      })),
    );
    const before = process.cpuUsage();
    checkCast((await prepared({ ...scene, picture, references })).question);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return median(times);
}

function report({
  drawn,
  pasted,
  cpuMs,
}: {
  drawn: Tally;
  pasted: Tally | undefined;
  cpuMs: number[];
}): void {
  const targets: Target[] = [
    ...targetsOf("drawn", drawn, { foundMin: 0.97, accusedMax: 0.03, unmeasuredMax: 0.03 }),
    ...(pasted ? targetsOf("pasted", pasted, { foundMin: 0.9, accusedMax: 0.05, unmeasuredMax: 0.15 }) : []),
    {
      name: "judging four references at 1920x1080, CPU ms",
      value: rounded(median(cpuMs), 0),
      atMost: CPU_MAX_MS,
    },
  ];
  const text = judge(targets);
  if (values.json) {
    console.log(
      JSON.stringify({
        bench: "cast",
        seeds: values.seeds,
        drawn,
        pasted,
        targets,
        ok: process.exitCode !== 1,
      }),
    );
    return;
  }
  const columns = [drawn, ...(pasted ? [pasted] : [])];
  const rows = ["clean", "swap", "drop", "extra", "merge", "bleed"].map((kind) => [
    kind,
    ...columns.map((tally) => `${tally.right[kind] ?? 0}/${tally.scenes[kind] ?? 0}`),
  ]);
  console.log(tableText(["scenes judged rightly", "drawn", ...(pasted ? ["pasted"] : [])], rows));
  console.log(`\nseeds ${values.seeds}; ${machineText()}\n\n${text}`);
}
