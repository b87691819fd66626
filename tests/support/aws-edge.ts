import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";

/** One call of an AWS service's JSON protocol as it would go over the wire. */
export interface AwsCall {
  operation: string;
  body: string;
}

type Answer = (call: AwsCall) => Promise<{ status: number; body: string }>;

/** Answers a client's requests where they would enter the network: everything of the SDK but its socket is real. */
export function answerInMemory(client: DynamoDBClient | SFNClient, answer: Answer): void {
  client.config.requestHandler = {
    ...client.config.requestHandler,
    handle: async (request) => {
      const operation = request.headers["x-amz-target"]?.split(".")[1] ?? "";
      const { status, body } = await answer({ operation, body: textOf(request.body) });
      const headers = { "content-type": "application/x-amz-json-1.0" };
      const response = { statusCode: status, headers, body: Buffer.from(body) };
      return { response: response as never };
    },
  };
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? Buffer.from(body).toString("utf8") : String(body);
}
