import type * as z from "zod";
import type { SizeRule } from "./image-size.ts";

/** How a picture is described in an answer: everything, without sizes, or its address alone. */
export type ImageReport = "full" | "sized" | "file" | "bare";

/** Extra members of an answer beside the pictures. */
export type Echo = "seed" | "prompt" | "timings" | "has_nsfw_concepts" | "description";

/** What an endpoint charges, in US dollars. */
export type Price =
  /** Megapixels rounded up; with `countsInputs` those of the references too; `firstUsd` prices the first one. */
  | { per: "megapixel"; usd: number; firstUsd?: number; countsInputs?: boolean }
  | { per: "image"; usd: number; factorByResolution?: Record<string, number> }
  /** Seconds of inference. */
  | { per: "second"; usd: number }
  /** One million tokens, in and out. */
  | { per: "million-tokens"; inUsd: number; outUsd: number };

/** A model that answers pictures. */
export interface ImageEndpoint {
  kind: "image";
  input: z.ZodType<Record<string, unknown>>;
  size: SizeRule;
  /** One picture as `image`, or a list as `images`. */
  field: "image" | "images";
  report: ImageReport;
  echoes: readonly Echo[];
  price: Price;
  /** Uses only so many references, the first or the last ones; the others are ignored. */
  references?: { max: number; keep: "first" | "last" };
}

/** A model that answers text, from text or from pictures. */
export interface TextEndpoint {
  kind: "text";
  input: z.ZodType<Record<string, unknown>>;
  price: Price;
}

/** One model of the catalogue. */
export type Endpoint = ImageEndpoint | TextEndpoint;
