/** Subjects, scenes and what is known of them; texts and lists. */

export const TEXT = {
  nameMaxChars: 120,
  descriptionMaxChars: 4_000,
  styleMaxChars: 500,
  noteMaxChars: 1_000,
  bodyMaxBytes: 64 * 1024,
  referencesMax: 8,
  paletteMax: 12,
} as const;

export const LIST = { limitDefault: 50, limitMax: 200 } as const;

export const SUBJECT = {
  castMax: 40,
  /** Words of a name that a search finds it by. */
  nameWordsMax: 12,
  searchCandidatesMax: 1_000,
  /** A style may be based on a style, which may be based on another, this far. */
  styleDepthMax: 8,
  /** How much of what depends on a subject is named when it cannot be deleted. */
  dependentsShown: 20,
} as const;

/** The look that is locked. */
export const SPECIFICATION = {
  partsMax: 30,
  marksMax: 10,
  costumesMax: 10,
  headRatioMin: 1,
  headRatioMax: 20,
} as const;

/** How much of what is known around a subject a prompt shows. */
export const KNOWN = { guideMaxChars: 600, scenesMax: 6, lockMaxChars: 1_000 } as const;

/** How much one refresh looks at and starts. */
export const REFRESH = { staleMax: 1_000, jobsMax: 50 } as const;

/** The graph of subjects, pictures and what was made from what. */
export const BRAIN = {
  /** Steps from a picture to what it was made from; longer chains are cut off. */
  depthMax: 8,
  relationsMax: 500,
  lineageLimitMax: 1_000,
  contextItemsMax: 400,
  /** Partitions of the index of what the graph does not know yet. */
  pendingShards: 4,
  projectionBatch: 100,
  projectionBudgetMs: 45_000,
  /** A node without its row is that of a step that died before the row; after this long it is given up. */
  unborneMaxMs: 6 * 60 * 60 * 1000,
  /** What was removed stays as a tombstone for so long. */
  tombstoneDays: 30,
  propertyMaxChars: 4_000,
  /** The driver: one per container, so few connections; a lifetime below what idle networks cut. */
  poolSize: 2,
  connectionLifetimeMs: 8 * 60_000,
  livenessCheckMs: 30_000,
  acquisitionTimeoutMs: 3_000,
  connectTimeoutMs: 2_000,
  retryMaxMs: 4_000,
  projectionRetryMaxMs: 10_000,
  /** After a failure the table answers for this long before the graph is asked again. */
  awayMs: 30_000,
} as const;
