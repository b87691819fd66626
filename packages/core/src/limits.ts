/** Every number of the product, with its unit last. Nothing else in the code states a bound. */

export * from "./limits/generation.ts";
export * from "./limits/judgement.ts";
export * from "./limits/picture.ts";
export * from "./limits/story.ts";
