/** What is asked of the provider, how often, for how long and at what price. */

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
  /** Callers within this time are a crowd; it takes no more than this part of the slack away. */
  crowdMs: 250,
  crowdSlackShare: 1 / 10,
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

/** Reading bound secrets while a container starts, for which Lambda allows ten seconds. */
export const PARAMETERS = { timeoutMs: 2_500, retryDelaysMs: [100, 500] } as const;
