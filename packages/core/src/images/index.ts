export { type Split, splitSubject } from "./background.ts";
export { decode, decodeAt, decodeSmall, rawPicture, shrink } from "./codec.ts";
export { hammingDistance, isDuplicate } from "./compare.ts";
export { contactSheet, type SheetCell, type SheetOptions } from "./contact-sheet.ts";
export { type Download, type DownloadOptions, downloadImage } from "./download.ts";
export { imageEngine } from "./engine.ts";
export {
  type BadImageCode,
  ImageGone,
  ImageOriginRefused,
  ImageRedirected,
  ImageRejected,
  ImageTimeout,
  ImageTooLarge,
  ImageUnavailable,
} from "./errors.ts";
export type { ImageFormat } from "./format.ts";
export { type IngestedImage, ingestImage, type Thumbnail } from "./ingest.ts";
export { type ImageHeader, inspectImage } from "./inspect.ts";
export { type LabImage, labAt, labImage } from "./lab-image.ts";
export type { ImageMeasures } from "./measure.ts";
export { distanceSquared, type Lab, toHex, toLab } from "./oklab.ts";
export type { Palette, Swatch } from "./palette.ts";
export { onWhite, type Pixels } from "./pixels.ts";
