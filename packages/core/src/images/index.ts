export { hammingDistance, isDuplicate } from "./compare.ts";
export { contactSheet, type SheetCell, type SheetOptions } from "./contact-sheet.ts";
export { type Download, type DownloadOptions, downloadImage } from "./download.ts";
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
export type { ImageMeasures } from "./measure.ts";
export type { Palette, Swatch } from "./palette.ts";
