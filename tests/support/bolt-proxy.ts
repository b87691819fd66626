import { type AddressInfo, connect, createServer } from "node:net";

/** What went by since the last look: queries, and how often the client spoke after having listened. */
export interface BoltTraffic {
  queries: number;
  turns: number;
}

/** Stands between a driver and Neo4j and counts what is asked; the wire tells, whatever the client believes. */
export async function openBoltProxy(uri: string) {
  const { hostname, port } = new URL(uri);
  const traffic: BoltTraffic = { queries: 0, turns: 0 };
  const server = createServer((client) => {
    const engine = connect(Number(port), hostname);
    let wasListening = true;
    client.on("data", (bytes) => {
      if (wasListening) traffic.turns += 1;
      wasListening = false;
      traffic.queries += queriesIn(bytes);
      engine.write(bytes);
    });
    engine.on("data", (bytes) => {
      wasListening = true;
      client.write(bytes);
    });
    for (const [one, other] of [[client, engine] as const, [engine, client] as const]) {
      one.on("close", () => other.destroy());
      one.on("error", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return {
    uri: `bolt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Forgets what it counted and answers it. */
    take: (): BoltTraffic => {
      const taken = { ...traffic };
      Object.assign(traffic, { queries: 0, turns: 0 });
      return taken;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** RUN is a structure of three fields with the signature 0x10, and begins with a text of more than 15 bytes. */
function queriesIn(bytes: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf(0xb3); at >= 0; at = bytes.indexOf(0xb3, at + 1)) {
    const text = bytes[at + 2] ?? 0;
    if (bytes[at + 1] === 0x10 && (text === 0xd0 || text === 0xd1)) found += 1;
  }
  return found;
}
