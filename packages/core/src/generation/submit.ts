import * as z from "zod";
import { FalError } from "../fal/index.ts";
import { idSchema } from "../ids.ts";
import { newAddressKey } from "./recognize.ts";
import { openShardOf, type Row } from "./record.ts";
import { resume } from "./resume.ts";
import { claim, fromRef, move } from "./rows.ts";
import { send } from "./send.ts";
import { takeTurn } from "./turn.ts";

/** What the waiting state hands over. */
export const SubmitInput = z.object({
  jobId: idSchema("job"),
  generationId: idSchema("generation"),
  taskToken: z.string().min(1),
});

/**
 * Sends a planned request to FAL exactly once. Before anything else it takes its turn at the shared limit; one that
 * lies ahead is thrown as NotYet, and the row stays planned for the run that comes after the wait. Then the row is
 * claimed: a second run of the same state, or a retry, only takes over the task token. Throws the FalError that the
 * state machine's Catch decides on; the row keeps it.
 */
export async function submit(input: z.infer<typeof SubmitInput>): Promise<void> {
  const { taskToken } = input;
  const planned = await fromRef(input);
  if (planned.state !== "planned") return rejoin(planned, taskToken);
  await takeTurn(planned);
  const gsi2pk = openShardOf(input.generationId);
  const sending = { addressKey: newAddressKey(), claimedAt: new Date().toISOString() };
  const claimed = await claim(input, { state: "pending", taskToken, gsi2pk, ...sending });
  if (claimed) return send(claimed);
  return rejoin(await fromRef(input), taskToken);
}

/** Another run was here before: never send again, only wait in its place. */
async function rejoin(row: Row, taskToken: string): Promise<void> {
  if (row.state === "failed")
    throw new FalError("INTERNAL_ERROR", { detail: "(this attempt failed before)" });
  if (row.state === "pending" && !row.requestId) {
    throw new FalError("SUBMIT_UNKNOWN", { detail: "(no request id was recorded)" });
  }
  await move(row, { from: ["pending", "submitted", "answered", "resumed"], set: { taskToken } });
  const now = await fromRef(row);
  if (now.state === "answered" || now.state === "resumed" || now.state === "done")
    await resume({ ...now, taskToken });
}
