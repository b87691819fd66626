import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** One answer of the scripted bucket: an S3 error by code, or plain headers with a body; `hangUp` breaks the line after it. */
export interface Answer {
  status: number;
  code?: string;
  headers?: Record<string, string>;
  body?: string;
  hangUp?: boolean;
}

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
}

/** An HTTP server that answers S3 requests as told, for answers that a healthy bucket cannot be made to give. */
export async function startScriptedBucket(answer: (request: SeenRequest) => Answer) {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const entry = { method: request.method ?? "", path: request.url ?? "", headers: request.headers };
    seen.push(entry);
    request.resume().on("end", () => {
      const { status, code, headers, body, hangUp } = answer(entry);
      if (hangUp && body === undefined) return response.destroy();
      const xml = code ? `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>` : "";
      response.writeHead(status, { "content-type": "application/xml", ...headers });
      if (hangUp) return response.write(body, () => response.destroy());
      response.end(request.method === "HEAD" ? undefined : (body ?? xml));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}
