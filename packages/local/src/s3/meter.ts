/** One answered request, for counting what it would cost. */
export type OperationEvent = {
  /** S3's name of the operation, `Unknown` for one that is not implemented. */
  operation: string;
  /** Request body bytes on the wire. */
  bytesIn: number;
  /** Response body bytes. */
  bytesOut: number;
  status: number;
};

/** Called once per request, after its answer. */
export type OnOperation = (event: OperationEvent) => void;
