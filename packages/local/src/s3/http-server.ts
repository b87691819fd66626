import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { S3_LIMITS } from "./limits.ts";

/** A server that listens on 127.0.0.1. */
export type RunningServer = {
  url: string;
  port: number;
  /** Ends every connection, also kept-alive ones, and resolves when no request is being worked on. */
  close(): Promise<void>;
};

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Starts a server on 127.0.0.1; port 0 picks a free one. */
export async function listenLocally(
  listener: RequestListener,
  { port }: { port: number },
): Promise<RunningServer> {
  const inFlight = new Set<Promise<void>>();
  const server = createServer({ maxHeaderSize: S3_LIMITS.requestHeadersMaxBytes }, (request, response) => {
    const work = listener(request, response)
      .catch((error: Error) => void response.destroy(error))
      .finally(() => inFlight.delete(work));
    inFlight.add(work);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.allSettled(inFlight);
    },
  };
}
