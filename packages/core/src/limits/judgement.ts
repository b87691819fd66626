/** Where measuring turns into a verdict. */

/** Every consistency score is calibrated so that this is where it turns from "another" to "the same". */
export const WORKING_POINT = 0.7;

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
  /** Share of the detail that blocks of JPEG lack; see quality/blocks.ts. */
  blockiness: { worst: 0.7, best: 0.42 },
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
  /** The way over a view against the way past it: a twentieth longer is still the camera, not the order. */
  detourMin: 1.05,
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
  /** A verdict is in doubt where the lowest score that decides is within this of the threshold. */
  doubtWithin: 0.15,
} as const;

/** What a vision model is asked about a doubtful verdict. */
export const OPINION = {
  /** The route answers by then, whatever the model does: API Gateway hangs up after 30 seconds. */
  waitMaxMs: 20_000,
  /** Requests that may be paid for, repairs of an unreadable answer included. */
  requestsMax: 3,
  answerMaxTokens: 2_000,
  differencesMax: 40,
} as const;

/** When a picture keeps what is locked of its subject. */
export const LOCK = {
  /** OKLab distance, lightness weighted down, within which two colours are one. */
  colorDistanceMax: 0.12,
  lightnessWeight: 0.6,
  /** Share of the master's figure from which a colour must be seen again. */
  shareMin: 0.06,
  /** Camera azimuth, either way from the front, up to which the same things are seen. */
  sideMaxDegrees: 45,
  /** Share of the locked head ratio. */
  headRatioTolerance: 0.25,
} as const;
