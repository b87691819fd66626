import * as z from "zod";

/** Which requests a fault strikes. */
export const Rule = z.strictObject({
  /** Share of the requests to strike, drawn from the request's number. */
  rate: z.number().min(0).max(1).optional(),
  /** Numbers of the requests to strike; the first is 1. */
  nth: z.array(z.int().min(1)).optional(),
  /** At most so many strikes in all. */
  times: z.int().min(0).optional(),
  /** Only endpoints whose id contains this. */
  endpoint: z.string().optional(),
  /** Only pictures asked for from these camera azimuths, in degrees. */
  angles: z.array(z.int().min(0).max(359)).optional(),
  /** How many tries of one request are struck (deliveries of its webhook, reads of its result); default 1. */
  attempts: z.int().min(1).optional(),
  /** Another seed strikes other requests at the same rate. */
  seed: z.int().optional(),
});
