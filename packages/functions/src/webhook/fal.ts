import "../secrets.ts";
import { receive } from "@likeness/core/generation";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** POST /webhooks/fal/{jobId}/{generationId} - FAL reports how a request ended; the signature is the authorization. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { status, message } = await receive({
    path: event.pathParameters ?? {},
    query: event.queryStringParameters,
    headers: event.headers,
    rawBody: Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8"),
  });
  return {
    statusCode: status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message }),
  };
}
