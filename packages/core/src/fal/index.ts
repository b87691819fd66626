export {
  type ImageAnswer,
  parseImageAnswer,
  parseTextAnswer,
  refuseFlagged,
  type TextAnswer,
} from "./answer.ts";
export { classified, type FalFailure, falErrorFrom, falErrorFromTransport } from "./classify.ts";
export {
  FAL_ERRORS,
  FalError,
  type FalErrorCode,
  type FalErrorName,
  getRetryDelay,
  handleFalError,
  shouldRetry,
} from "./errors.ts";
export { canTake } from "./fit.ts";
export { LORAS } from "./loras.ts";
export { parseLosslessJson } from "./lossless-json.ts";
export {
  type ControlKind,
  type FalModel,
  findModel,
  listModels,
  MODEL_IDS,
  type ModelId,
  type ModelKind,
} from "./models.ts";
export { microUsdToUsd, type PricedRequest, priceMicroUsd } from "./price.ts";
export { type FalInput, falInput, GenerationRequest, type RequestUrls } from "./request.ts";
