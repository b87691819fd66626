export {
  type ImageAnswer,
  parseImageAnswer,
  parseTextAnswer,
  refuseFlagged,
  type TextAnswer,
} from "./answer.ts";
export { classified, type FalFailure, falErrorFrom, falErrorFromTransport } from "./classify.ts";
export {
  createFalQueue,
  type FalLog,
  type FalQueue,
  type FalQueueOptions,
  falQueue,
  resetFalQueue,
} from "./client.ts";
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
export {
  type BatchOutcome,
  cancelRequest,
  type GenerateContext,
  type GeneratedImage,
  type GenerateImageOptions,
  generateImage,
  generateImageBatch,
  getStatus,
} from "./generate.ts";
export { FalJwks, type FalJwksOptions } from "./jwks.ts";
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
export { POLICY_WORDS, type PromptRevision, policyWords, revisePrompt } from "./prompt-policy.ts";
export { rewriteRequest, rewrittenPrompt } from "./prompt-rewrite.ts";
export type { CancelOutcome, QueueState, QueueUrls } from "./read.ts";
export { type FalReader, falReader } from "./reader.ts";
export { type AttemptRecord, decideRecovery, type Failure, type RecoveryDecision } from "./recovery.ts";
export { FAL_RECOVERY, type RecoveryAction, type RecoveryRule } from "./recovery-table.ts";
export { type ReferenceDelivery, type ReferenceImage, referenceUrl } from "./reference-url.ts";
export { type FalInput, falInput, GenerationRequest, type RequestUrls } from "./request.ts";
export type { Submission, Submitted } from "./submit.ts";
export {
  type FalWebhook,
  type FalWebhookVerdict,
  parseFalWebhook,
  verifyFalWebhook,
  type WebhookDelivery,
} from "./webhook.ts";
