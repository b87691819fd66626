import type { ImageVariant } from "./image-variant.ts";

/** Keeps the most recently used variants up to a number of bytes; equal requests at the same time share one making. */
export class VariantCache {
  readonly #maxBytes: number;
  readonly #kept = new Map<string, ImageVariant>();
  readonly #making = new Map<string, Promise<ImageVariant>>();
  #bytes = 0;

  constructor({ maxBytes }: { maxBytes: number }) {
    this.#maxBytes = maxBytes;
  }

  /** The kept variant, or what `make` yields; a failure is not kept. */
  async get(name: string, make: () => Promise<ImageVariant>): Promise<ImageVariant> {
    const kept = this.#kept.get(name);
    if (kept) {
      this.#kept.delete(name);
      this.#kept.set(name, kept);
      return kept;
    }
    const under = this.#making.get(name);
    if (under) return await under;
    const making = make();
    this.#making.set(name, making);
    try {
      const variant = await making;
      this.#keep(name, variant);
      return variant;
    } finally {
      this.#making.delete(name);
    }
  }

  /** Bytes of everything kept. */
  get bytes(): number {
    return this.#bytes;
  }

  #keep(name: string, variant: ImageVariant): void {
    if (variant.data.length > this.#maxBytes) return;
    this.#kept.set(name, variant);
    this.#bytes += variant.data.length;
    for (const [oldest, { data }] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= data.length;
    }
  }
}
