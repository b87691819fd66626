/** Every number of the product, with its unit last. Nothing else in the code states a bound. */

/** Camera azimuths of a full profile, in degrees; see profile-360/angles.ts for the convention. */
export const PROFILE_ANGLES = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330] as const;
export const PROFILE = {
  anglesMax: 36,
  anglesMin: 1,
  batchSize: 4,
  /** A profile of fewer angles than this never falls back to the simplified plan. */
  simplifiedFromAngles: 12,
  simplifiedAngles: 8,
  simplifiedGapMaxDegrees: 60,
  /** Rounds that render only what is missing or failing again, after the first round. */
  repairRounds: 3,
  repairRoundsMax: 5,
} as const;

export const MASTER = {
  candidatesMax: 4,
  /** How often a set of candidates is drawn anew when none is good enough. */
  attemptsMax: 2,
  qualityMin: 0.9,
} as const;

export const TEXT = {
  nameMaxChars: 120,
  descriptionMaxChars: 4_000,
  styleMaxChars: 500,
  noteMaxChars: 1_000,
  bodyMaxBytes: 64 * 1024,
  referencesMax: 8,
  paletteMax: 12,
} as const;

export const IMAGE = {
  /** Largest encoded picture that is accepted from the provider. */
  maxBytes: 10 * 1024 * 1024,
  maxPixels: 50_000_000,
  minPixels: 64 * 64,
  /** A thinner picture is not a picture of anything. */
  minSidePixels: 16,
  /** WebP cannot be wider or taller. */
  maxSidePixels: 16_383,
  downloadTimeoutMs: 20_000,
  webpQuality: 85,
  thumbnailWidths: [256, 512],
  standardSize: 1024,
  highSize: 2048,
  uploadsAtOnce: 10,
} as const;

/** What is measured on a stored picture, from a copy this small. */
export const MEASURE = {
  sidePixels: 128,
  placeholderSidePixels: 64,
  /** A picture whose luma varies less than both (0-255) shows nothing. */
  blankDeviationMax: 2.5,
  blankRangeMax: 12,
  paletteColors: 6,
  /** Perceptual hashes (64 bits) that differ in at most this many bits are one picture; see images/compare.ts. */
  duplicateMaxBits: 3,
} as const;

/** What is known of pictures, kept beside them. */
export const FEATURES = { keptPerContainer: 500 } as const;

/** The quality of a single picture: what is measured, and where each measure is best (1) and worst (0). */
export const QUALITY = {
  sidePixels: 512,
  maskSidePixels: 160,
  /** What the strongest edges lose when blurred a little. */
  edgeLoss: { worst: 0.055, best: 0.15 },
  /** Share of the figure whose drawing is lost in light. */
  clippedShare: { worst: 0.25, best: 0.03 },
  /** Nearly the brightest luma of the picture. */
  brightest: { worst: 0.22, best: 0.4 },
  /** Share of the border on which the figure runs out of the picture. */
  cutShare: { worst: 0.07, best: 0.012 },
  /** Share of the backdrop with drawing in it. */
  busyShare: { worst: 0.35, best: 0.05 },
  /** Standard deviation in luma steps (0-255). */
  noise: { worst: 7, best: 1.5 },
  blockiness: { worst: 0.8, best: 0.69 },
  /** OKLab distance, lightness weighted down, at which a colour that was asked for counts as there. */
  colorDistance: { worst: 0.17, best: 0.07 },
  /** Share of the figure that has to show a colour. */
  colorShareMin: 0.0015,
  /** How much the asked colours count in the grade of a master. */
  colorWeight: 0.4,
  /** How much the mean of the parts counts beside the worst of them. */
  meanShare: 0.3,
  /** A part below this is named as a fault. */
  faultBelow: 0.7,
} as const;

/** A composite shot. Places and heights are shares of the picture. */
export const COMPOSITE = {
  charactersMax: 8,
  propsMax: 6,
  controlImagesMax: 1,
  scaleMin: 0.05,
  scaleMax: 4,
  poseMaxChars: 200,
  lightingMaxChars: 300,
  widthDefault: 1920,
  heightDefault: 1080,
  sideMinPixels: 64,
  sideMaxPixels: 4096,
  /** Height of a character, and of a prop, at scale 1. */
  characterHeight: 0.6,
  propHeight: 0.24,
  /** Where somebody stands who was given no place. */
  groundDefault: 0.92,
  /** The same reference twice must stand at least this far apart. */
  apartMin: 0.02,
  attemptsDefault: 2,
  attemptsMax: 4,
  /** A profile's view is preferred to the master when it is nearer to the asked one by this many degrees. */
  viewGainMinDegrees: 15,
  /** Longest specification of one reference in a prompt. */
  lookMaxChars: 420,
  controlScale: 0.7,
  /** A color this far (OKLab) from the one that a text names contradicts it. */
  colorContradictionMin: 0.14,
} as const;

/** A contact sheet; cell widths in pixels. */
export const SHEET = { columnsMax: 12, cellsMax: 72, cellWidthMin: 64, cellWidthMax: 1024 } as const;

export const GENERATION = {
  /** Longest queue wait plus longest run before the waiting state gives up; FAL's start timeout is set shorter. */
  waitMaxSeconds: 15 * 60,
  startTimeoutSeconds: 10 * 60,
  submitTimeoutMs: 20_000,
  /** A submit whose answer was lost waits this long for a webhook that may name it. */
  suspectWaitSeconds: 60,
  /** After this long FAL has given up delivering: a request that was never named stays suspect on its row, closed. */
  suspectMaxMs: 3 * 60 * 60 * 1000,
  /** After this long the function that sends (60 s at most) is over, whatever became of it. */
  sendMaxMs: 90_000,
  addressKeyBytes: 16,
  /** How long it is known whose a request id is; a delivery can be repeated for five minutes. */
  ownerTtlHours: 24,
  /** A paid picture that cannot be stored is tried again this often, for this long. */
  adoptionEveryMs: 10 * 60 * 1000,
  adoptionMaxMs: 24 * 60 * 60 * 1000,
  /** Whoever was to post an amount is dead after this: no function runs as long. */
  postAfterMs: 6 * 60 * 1000,
  openShards: 8,
  rowTtlDays: 30,
} as const;

/** The limiter of submissions; rates and bursts themselves are configuration. */
export const LIMITER = {
  ratePerMinuteMax: 60_000,
  /** Part of the burst that is kept for masters, and part of the rest by which the account's clock may lag. */
  mastersShare: 1 / 3,
  slackShare: 1 / 4,
  /** Slots in the future that one project may hold: a profile's worth, beyond the burst. */
  slotsHeldMax: 12,
  /** Who finds its project's share used up is told to come back within this time. */
  comeBackMaxMs: 120_000,
  /** A slot that is not used this long is given up; the request asks for another one. */
  slotKeptMs: 60_000,
  /** The longest queue with which a job is still taken. */
  queueMaxSeconds: 300,
  /** A request in flight counts no longer than a state waits for it. */
  leaseMs: 15 * 60 * 1000,
  staleMs: 60_000,
  staleAtOnce: 10,
  /** What a container remembers of the item serves as a guess for this long. */
  rememberedMs: 2_000,
  /** Changes that were refused because others changed the item first, and the pause before the next. */
  triesMax: 10,
  pauseMaxMs: 60,
  /** Whoever lost all of them comes back after up to this long. */
  crowdedMs: 3_000,
  itemTtlDays: 2,
} as const;

/** What a project may ask for in an hour is configuration; the rows that count it are kept a bit longer. */
export const HOURLY = { windowMs: 60 * 60 * 1000, keptSeconds: 2 * 60 * 60 } as const;

export const WEBHOOK = {
  clockSkewSeconds: 300,
  jwksMaxAgeMs: 24 * 60 * 60 * 1000,
  /** On an unknown key the set is fetched again, but not more often than this. */
  jwksRefreshMinMs: 60_000,
  bodyMaxBytes: 1024 * 1024,
  /** A delivery that overtakes its submission's answer looks again after these waits before FAL is sent away. */
  earlyLookDelaysMs: [100, 300],
} as const;

export const REFERENCE = {
  /** A signed reference URL outlives the longest wait of the request that uses it. */
  urlMinSeconds: 60 * 60,
  urlSlackSeconds: 10 * 60,
  uploadCacheHours: 12,
  /** How long one signed URL of a reference serves further requests. */
  signatureReuseSeconds: 5 * 60,
  keptPerContainer: 200,
} as const;

/** How a changed prompt is shown in a job's history: what differs, with so much of the text around it. */
export const REVISION_VIEW = { aroundChars: 24, partMaxChars: 160 } as const;

export const JOB = {
  machineTimeoutSeconds: 60 * 60,
  waitMaxSeconds: 25,
  pollMs: 250,
  /** A job that has no execution after this long is started again by the reconciler. */
  queuedMaxMs: 2 * 60 * 1000,
  idempotencyHours: 24,
  ttlDays: 90,
} as const;

/** The most a caller may allow one job to cost. */
export const BUDGET = { maxUsd: 1_000 } as const;

/** A report of what was spent, in days. */
export const SPEND = { daysDefault: 31, daysMax: 366 } as const;

export const LIST = { limitDefault: 50, limitMax: 200 } as const;

export const STORAGE = {
  quotaBytes: 10 * 1024 ** 3,
  /** What a pixel is expected to take, thumbnails included, when room is looked for before anything is paid. */
  bytesPerPixelExpected: 0.25,
  /** Intermediate pictures are swept after this many days. */
  intermediateDays: 7,
  presignMaxSeconds: 7 * 24 * 60 * 60,
  /** Longest one call to the bucket may take, with all its retries. */
  callTimeoutMs: 30_000,
  metadataMaxBytes: 8_192,
  deletesAtOnce: 10,
  /** Keys are immutable, so a copy of what they name never goes stale. */
  cacheControl: "public, max-age=31536000, immutable",
} as const;

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

/** Sizes a caller may ask of the CDN. */
export const CDN = { sideMinPixels: 1, sideMaxPixels: 4096 } as const;

/** The fewest good angles that still make a partial profile of `asked` angles. */
export function partialMinimum(asked: number): number {
  return Math.ceil((2 * asked) / 3);
}

/** The FAL client layer. */
export const FAL = {
  promptMaxChars: 8_000,
  /** How long a language model's proposal for another prompt may be, in tokens. */
  rewriteMaxTokens: 2_000,
  guidanceScaleDefault: 7.5,
  stepsDefault: 50,
  /** Reads (status, result) are repeated after these waits; a paid submission never is. */
  readRetryDelaysMs: [250, 1_000],
  readTimeoutMs: 15_000,
  uploadTimeoutMs: 60_000,
  jwksTimeoutMs: 5_000,
  answerMaxBytes: 20 * 1024 * 1024,
  batchAtOnce: 10,
  pollFirstMs: 500,
  pollMaxMs: 5_000,
  /** Submissions of one picture, all causes and all rounds together. */
  attemptsMax: 8,
} as const;

/** Every consistency score is calibrated so that this is where it turns from "another" to "the same". */
export const WORKING_POINT = 0.7;

export const CONSISTENCY = {
  /** Views this close show the same side: proportion counts. */
  sameViewMaxDegrees: 15,
  nearViewMaxDegrees: 45,
  /** Silhouettes that overlap this much count as the same view where no angle is known. */
  sameViewOverlapMin: 0.72,
  /** A mask outside these shares of the picture found no figure. */
  coverageMin: 0.01,
  coverageMax: 0.9,
  /** A figure that touches more of the border than this is cut off: its proportions cannot be judged. */
  borderContactMax: 0.25,
  /** Standard deviation of luma (0-1) under which a picture is blank. */
  contrastMin: 0.01,
  /** Share of the detail that survives at a quarter of the size; noise keeps next to nothing. */
  coherenceMin: 0.35,
} as const;

/** Where the signs of a wrongly turned view begin; distances are in steps usual between neighbours of the set. */
export const ANGLE_SIGNS = {
  /** Views of figures that look alike from all sides differ by less than this from their neighbours. */
  usualMin: 0.1,
  duplicateMax: 0.3,
  /** Of two equal views the one that its other neighbours contradict this many times more is the wrong one. */
  clearTwinMin: 1.8,
  elsewhereMax: 0.09,
  mirroredMax: 0.925,
  /** The way over a view against the way past it. */
  detourMin: 1.02,
  swapGainMin: 0.35,
  mirrorMaxDegrees: 20,
  backMinDegrees: 120,
  frontMaxDegrees: 60,
} as const;

/** What a verification counts as good. */
export const VERIFY = {
  threshold: WORKING_POINT,
  /** Views this close bear witness to one another. */
  supportReachDegrees: 60,
  /** A view's proportion this far below the middle of its set, and below `proportionMax`, is another figure's. */
  proportionGap: 0.12,
  proportionMax: 0.85,
  /** Certainty (0 to 1) from which a wrong angle counts. */
  angleConfidenceMin: 0.6,
  /** A picture below this is drawn again whatever it shows. */
  qualityMin: 0.5,
  /** A score below this is not a weak likeness but another subject. */
  criticalBelow: 0.4,
  /** Overall scores within this of the threshold may be put to a vision model. */
  doubtWithin: 0.15,
} as const;
