import { ExecutionAlreadyExists, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { statesClient } from "../clients.ts";
import { config } from "../config.ts";
import * as Generation from "../generation/index.ts";
import * as Media from "../media/index.ts";

const ANSWERED = { from: ["answered"] as const, close: true };

/**
 * An answer that nobody waits for any more: it was paid for, so its picture is stored and stays with the job. Decoding
 * is not done here: a machine of one state, named by the request, calls the function that stores pictures.
 */
export async function takeLate(row: Generation.Row): Promise<void> {
  const { jobId, generationId, projectId, mediaId, outcome } = row;
  if (outcome?.error) {
    await Generation.move(row, { ...ANSWERED, set: { state: "failed" } });
  } else if (!mediaId || (await Media.find(projectId, mediaId))) {
    await Generation.move(row, { ...ANSWERED, set: { state: "done" } });
  } else {
    await startAdoption({ jobId, generationId });
  }
}

async function startAdoption(ref: Generation.Ref): Promise<void> {
  const stateMachineArn = config("adoption").ADOPT_IMAGE_MACHINE_ARN;
  const input = JSON.stringify(ref);
  try {
    await statesClient().send(new StartExecutionCommand({ stateMachineArn, name: ref.generationId, input }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
