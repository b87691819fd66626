import { EventEmitter } from "node:events";
import type { IncomingHttpHeaders, Server } from "node:http";

/** One operation of DynamoDB's JSON protocol. */
export interface TableRequest {
  operation: string;
  body: string;
  headers: IncomingHttpHeaders;
}

/** An answer of the table service, ready to be sent. */
export interface TableAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Hands a request to dynalite in memory, without a socket. A database on disk must have been listening once. */
export function callDynalite(
  server: Server,
  { operation, body, headers }: TableRequest,
): Promise<TableAnswer> {
  const request = Object.assign(new EventEmitter(), {
    method: "POST",
    url: "/",
    headers: {
      authorization:
        headers.authorization ?? "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f",
      "x-amz-date": headers["x-amz-date"] ?? "20260101T000000Z",
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
    },
  });
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    const sent: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        sent[name.toLowerCase()] = String(value);
      },
      end: (text = "") => resolve({ status: response.statusCode, headers: sent, body: text }),
    };
    server.emit("request", request, response);
    request.emit("data", Buffer.from(body));
    request.emit("end");
  });
}
