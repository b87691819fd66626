import "../secrets.ts";
import { JobEndedEvent, jobEnded } from "@likeness/core/reconcile";

/** EventBridge rule on failed, timed out and aborted executions: tells the job row. */
export const handler = (event: unknown) => jobEnded(JobEndedEvent.parse(event));
