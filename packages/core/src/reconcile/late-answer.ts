import { ExecutionAlreadyExists, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { statesClient } from "../clients.ts";
import { config } from "../config.ts";
import * as Generation from "../generation/index.ts";
import { GENERATION } from "../limits.ts";
import * as Media from "../media/index.ts";

const ANSWERED = { from: ["answered"] as const, close: true };

/**
 * An answer that nobody waits for any more: it was paid for, so its picture is stored and stays with the job. Decoding
 * is not done here: a machine of one state, named by the request and the time, calls the function that stores pictures.
 */
export async function takeLate(row: Generation.Row): Promise<void> {
  const { jobId, generationId, projectId, mediaId, outcome } = row;
  if (outcome?.error) {
    await Generation.move(row, { ...ANSWERED, set: { state: "failed" } });
  } else if (!mediaId || (await Media.find(projectId, mediaId))) {
    await Generation.move(row, { ...ANSWERED, set: { state: "done" } });
  } else if (
    !Generation.isUntaken(row) ||
    Date.now() - Date.parse(row.answeredAt ?? row.createdAt) > GENERATION.adoptionMaxMs
  ) {
    // Not a picture that can be kept, or not to be had any more.
    await Generation.move(row, { ...ANSWERED, set: { state: "failed" } });
  } else {
    await startAdoption({ jobId, generationId });
  }
}

async function startAdoption(ref: Generation.Ref): Promise<void> {
  const stateMachineArn = config("adoption").ADOPT_IMAGE_MACHINE_ARN;
  const input = JSON.stringify(ref);
  // One execution at a time, and another one later when it failed, as when the bucket was away.
  const name = `${ref.generationId}-${Math.floor(Date.now() / GENERATION.adoptionEveryMs)}`;
  try {
    await statesClient().send(new StartExecutionCommand({ stateMachineArn, name, input }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
