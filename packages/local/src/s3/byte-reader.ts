import { S3Error } from "./errors.ts";

/** Reads lines and counted bytes from a stream of pieces of any size; keeps no more than one piece and one line. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line without its CRLF; undefined at the end of the stream. */
  async line(maxBytes: number): Promise<string | undefined> {
    for (;;) {
      const end = this.#pending.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#pending.toString("latin1", 0, end);
        this.#pending = this.#pending.subarray(end + 2);
        return line;
      }
      if (this.#pending.length > maxBytes)
        throw new S3Error("InvalidRequest", "A line of the chunked body is too long.");
      if (!(await this.#more())) return this.#pending.length === 0 ? undefined : this.#rest();
    }
  }

  /** Exactly `count` bytes in pieces; IncompleteBody when the stream ends before. */
  async *bytes(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#pending.length === 0 && !(await this.#more())) {
        throw new S3Error("IncompleteBody", "The body ended inside a chunk.");
      }
      const piece = this.#pending.subarray(0, left);
      this.#pending = this.#pending.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  #rest(): string {
    const rest = this.#pending.toString("latin1");
    this.#pending = Buffer.alloc(0);
    return rest;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#pending = this.#pending.length === 0 ? value : Buffer.concat([this.#pending, value]);
    return true;
  }
}
