import { call, RETRY_LAMBDA } from "./fal-request.ts";
import type { TaskArns } from "./tasks.ts";

const TIMEOUT_SECONDS = 15 * 60;

/** AdoptImage: stores a picture that was paid for but that no execution waits for any more. */
export function adoptImage(arns: TaskArns) {
  const ref = { "jobId.$": "$.jobId", "generationId.$": "$.generationId", isLate: true };
  return {
    Comment: "One late picture; started by the reconciler, named by the request.",
    TimeoutSeconds: TIMEOUT_SECONDS,
    StartAt: "StoreImage",
    States: {
      StoreImage: call(arns.storeImage, ref, {
        Comment: "Stores it; on a job that is over it is marked as orphaned.",
        // Whatever else fails is tried by another execution, ten minutes later.
        Retry: RETRY_LAMBDA,
        End: true,
      }),
    },
  };
}
