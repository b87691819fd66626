import { createArtist } from "./draw/index.ts";

/**
 * The artist's own process: it draws for whoever forked it and ends with it. Apart from the product in every way a
 * provider is: its own processor time, and its own libvips, which the product narrows to the formats it accepts.
 */

/** A piece of work; `id` comes back with the answer. */
export type Order =
  | { id: number; kind: "draw"; request: Parameters<ReturnType<typeof createArtist>["draw"]>[0] }
  | { id: number; kind: "describe"; request: Parameters<ReturnType<typeof createArtist>["describe"]>[0] };

export type Delivered = { id: number; value: unknown } | { id: number; error: string };

const artist = createArtist({ dir: process.argv[2] ?? "." });

process.on("message", async (order: Order) => {
  process.send?.(await answer(order));
});
process.on("disconnect", () => process.exit(0));

async function answer(order: Order): Promise<Delivered> {
  const { id } = order;
  try {
    if (order.kind === "describe")
      return { id, value: await artist.describe(withBuffers(order.request, "images")) };
    return { id, value: await artist.draw(withBuffers(order.request, "references")) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Structured cloning turns a Buffer into a plain Uint8Array. */
function withBuffers<R, K extends keyof R>(request: R, field: K): R {
  const pictures = (request[field] as Uint8Array[]).map((bytes) => Buffer.from(bytes));
  return { ...request, [field]: pictures };
}
