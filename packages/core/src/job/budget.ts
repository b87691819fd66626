import * as z from "zod";
import { inputError, LikenessError } from "../errors.ts";
import { BUDGET } from "../limits.ts";
import { isConditionFailure } from "../table/index.ts";
import { jobs, type Row } from "./record.ts";

const MICRO_PER_USD = 1_000_000;

/** What a request may cost at the provider at most, in dollars. */
export const maxCostUsd = z.number().positive().max(BUDGET.maxUsd);

/** Sending this request would exceed what the caller allowed to be spent. */
export class BudgetExhausted extends LikenessError {
  override name = "BudgetExhausted";
  constructor(budgetMicroUsd: number) {
    const budget = (budgetMicroUsd / MICRO_PER_USD).toFixed(3);
    super(
      "conflict",
      "job.budget",
      `Another request would exceed the limit of $${budget}; nothing more is sent.`,
    );
  }
}

type Budgeted = Pick<Row, "jobId" | "budgetMicroUsd">;

/**
 * Sets a price aside before a request is sent; throws BudgetExhausted when it does not fit any more. One conditional
 * write, so that requests sent at the same time cannot exceed the limit together. Jobs without a limit cost nothing.
 */
export async function reserve({ jobId, budgetMicroUsd }: Budgeted, priceMicroUsd: number): Promise<void> {
  if (budgetMicroUsd === undefined) return;
  const left = budgetMicroUsd - priceMicroUsd;
  if (left < 0) throw new BudgetExhausted(budgetMicroUsd);
  try {
    await jobs()
      .patch({ jobId })
      .add({ reservedMicroUsd: priceMicroUsd })
      .where(
        ({ reservedMicroUsd }, { notExists, lte }) =>
          `(${notExists(reservedMicroUsd)} OR ${lte(reservedMicroUsd, left)})`,
      )
      .go();
  } catch (error) {
    if (isConditionFailure(error)) throw new BudgetExhausted(budgetMicroUsd);
    throw error;
  }
}

/** Gives back a price that was set aside for a request which was not billed. */
export async function release({ jobId, budgetMicroUsd }: Budgeted, priceMicroUsd: number): Promise<void> {
  if (budgetMicroUsd === undefined) return;
  await jobs().patch({ jobId }).add({ reservedMicroUsd: -priceMicroUsd }).go();
}

/** Refuses a limit that would not even pay for one picture. */
export function checkBudget(limitUsd: number | undefined, pictureMicroUsd: number): void {
  if (limitUsd === undefined || limitUsd * MICRO_PER_USD >= pictureMicroUsd) return;
  const message = `is below the price of one picture, $${(pictureMicroUsd / MICRO_PER_USD).toFixed(3)}`;
  throw inputError("job.budget", [{ field: "maxCostUsd", message }]);
}

/** A caller's limit in dollars as the row keeps it. */
export function budgetOf(limitUsd: number | undefined): Pick<Row, "budgetMicroUsd"> {
  return limitUsd === undefined ? {} : { budgetMicroUsd: Math.floor(limitUsd * MICRO_PER_USD) };
}
