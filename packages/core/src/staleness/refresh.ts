import * as z from "zod";
import { LikenessError } from "../errors.ts";
import { microUsdToUsd } from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import { BUDGET, REFRESH } from "../limits.ts";
import { authorize } from "../project/index.ts";
import { list } from "./list.ts";
import { type Assessed, assess, type Remake, start } from "./remake.ts";

/** Body of a refresh. `dryRun` only says what would be made anew, and what it would cost. */
export const RefreshInput = z.strictObject({
  subjectId: idSchema("subject").optional(),
  dryRun: z.boolean().default(false),
  maxCostUsd: z.number().positive().max(BUDGET.maxUsd).optional(),
});

/**
 * Makes anew what is stale: current turnarounds and masters, and composites, with the current sources in place of the
 * old. What waits for another (a composite for a turnaround) is named and made by a later call. Nothing is started
 * when all together exceed `maxCostUsd`; the same call again within a day starts nothing twice.
 */
export async function refresh(projectId: string, input: z.output<typeof RefreshInput>) {
  await authorize(projectId);
  const assessed = await assessAll(projectId, input.subjectId);
  const ready = assessed.filter((each): each is Remake => "operation" in each).slice(0, REFRESH.jobsMax);
  const skipped = assessed.filter((each) => !("operation" in each));
  const priceUsd = microUsdToUsd(ready.reduce((sum, { priceMicroUsd }) => sum + priceMicroUsd, 0));
  if (!input.dryRun && input.maxCostUsd !== undefined && priceUsd > input.maxCostUsd)
    throw tooDear(priceUsd, input.maxCostUsd);
  const remakes = [];
  for (const remake of ready) {
    const job = input.dryRun ? undefined : await start(projectId, remake);
    const { id, operation, because, path, priceMicroUsd } = remake;
    remakes.push({
      id,
      operation,
      because,
      path,
      priceUsd: microUsdToUsd(priceMicroUsd),
      ...(job && { jobId: job.jobId }),
    });
  }
  return { dryRun: input.dryRun, remakes, skipped, priceUsd };
}

/** Each stale thing once, however many ways lead to it. */
async function assessAll(projectId: string, subjectId: string | undefined): Promise<Assessed[]> {
  const { stale } = await list(projectId, { subjectId, limit: REFRESH.staleMax });
  const seen = new Set<string>();
  const assessed: Assessed[] = [];
  for (const each of stale) {
    if (seen.has(each.id)) continue;
    seen.add(each.id);
    const found = await assess(projectId, each);
    if (found) assessed.push(found);
  }
  return assessed;
}

function tooDear(priceUsd: number, maxCostUsd: number): LikenessError {
  const message = `Making all of it anew costs about $${priceUsd.toFixed(3)}, more than $${maxCostUsd}; nothing was started.`;
  return new LikenessError("conflict", "refresh.budget", message, {
    problems: [{ field: "maxCostUsd", message: `is below $${priceUsd.toFixed(3)}` }],
  });
}
