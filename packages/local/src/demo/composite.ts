import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { JobView } from "@likeness/core/progress";
import type { ApiClient } from "./api-client.ts";

interface Figure {
  name: string;
  words: string;
  score: number | null;
  box: { x: number; y: number; width: number; height: number } | null;
}

interface CompositeResult {
  mediaId: string;
  url: string;
  model: string;
  width: number;
  height: number;
  cast: { figures: Figure[]; extras: unknown[] | null };
  warnings: Array<{ message: string }>;
  attempts: unknown[];
}

/** Makes one job to its end, showing it under a title. */
export type Produce = <R>(
  api: ApiClient,
  job: { title: string; path: string; ask: unknown },
) => Promise<{ result: R; costUsd: JobView["costUsd"] }>;

export interface Stage {
  api: ApiClient;
  base: string;
  /** The master that the demo made first; a character. */
  masterId: string;
  folder: string;
  produce: Produce;
}

const SECOND = "a fox in a yellow raincoat and green boots";
const PLACE = "a harbour at sunset";

/** Two more masters and a scene of both characters in the place; answers the table of who was found where. */
export async function compositeDemo({ api, base, masterId, folder, produce }: Stage): Promise<string> {
  const master = async (type: string, name: string, description: string) => {
    const subject = await api.post<{ subjectId: string }>(`${base}/subjects`, { type, name, description });
    const ask = { subjectType: type, subjectId: subject.subjectId, description };
    const path = `${base}/images/generate/master`;
    return (await produce<{ mediaId: string }>(api, { title: name.padEnd(7), path, ask })).result.mediaId;
  };
  const fox = await master("character", "Reynard", SECOND);
  const location = await master("location", "Harbour", PLACE);
  const ask = {
    description: "Two friends meet at the quay",
    references: {
      characters: [
        { referenceId: masterId, position: { x: 0.32, y: 0.92 } },
        { referenceId: fox, position: { x: 0.66, y: 0.9 }, scale: 0.85, pose: "waving" },
      ],
      location,
    },
  };
  const path = `${base}/images/generate/composite`;
  const { result, costUsd } = await produce<CompositeResult>(api, { title: "scene  ", path, ask });
  const answer = await fetch(result.url);
  if (!answer.ok) throw new Error(`${result.url} answered ${answer.status}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, "composite.webp");
  await writeFile(file, Buffer.from(await answer.arrayBuffer()));
  return castTable(result, { costUsd, file: relative(process.cwd(), file) });
}

function castTable(result: CompositeResult, { costUsd, file }: { costUsd: number; file: string }): string {
  const { cast, model, width, height, warnings, attempts } = result;
  const rows = cast.figures.map(({ name, words, score, box }) => {
    const where = box ? `${percent(box.x)}-${percent(box.x + box.width)} of the width` : "nowhere";
    return `  ${name.padEnd(14)} ${words.padEnd(28)} likeness ${(score === null ? "-" : score.toFixed(2)).padEnd(5)} ${where}`;
  });
  const extras =
    cast.extras === null ? "not measured" : cast.extras.length === 0 ? "nobody" : `${cast.extras.length}`;
  return [
    "",
    `scene          ${file}  ${width}x${height}, ${model}, ${attempts.length} tried, $${costUsd.toFixed(3)}`,
    "cast",
    ...rows,
    `  somebody else  ${extras}`,
    ...warnings.map(({ message }) => `  warning: ${message}`),
  ].join("\n");
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
