import { type BusEvent, envelope } from "../events.ts";
import type { Place } from "../names.ts";
import type { ExecutionRecord } from "./executions.ts";

/** The "Step Functions Execution Status Change" event of a record's present status. Dates are epoch milliseconds. */
export function statusEvent(record: ExecutionRecord, place: Place): BusEvent {
  const { executionArn, stateMachineArn, name, status, startedAt, stoppedAt, input, output, error, cause } =
    record;
  return envelope(
    {
      source: "aws.states",
      "detail-type": "Step Functions Execution Status Change",
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn,
        name,
        status,
        startDate: startedAt,
        stopDate: stoppedAt ?? null,
        input,
        inputDetails: { included: true },
        output: output ?? null,
        outputDetails: output === undefined ? null : { included: true },
        error: error ?? null,
        cause: cause ?? null,
      },
    },
    place,
  );
}
