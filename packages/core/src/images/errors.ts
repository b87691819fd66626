import { LikenessError } from "../errors.ts";

/** The picture's address is not on the list of allowed origins; nothing was requested. */
export class ImageOriginRefused extends LikenessError {
  override name = "ImageOriginRefused" as const;
  readonly retryable = false;

  constructor(reason: string) {
    super("upstream", "image.origin-refused", `The image address is not allowed: ${reason}.`);
  }
}

/** The server pointed elsewhere; redirects are never followed. */
export class ImageRedirected extends LikenessError {
  override name = "ImageRedirected" as const;
  readonly retryable = false;

  constructor(host: string) {
    super("upstream", "image.redirected", `${host} answered with a redirect, which is never followed.`);
  }
}

/** The encoded picture is larger than is accepted. */
export class ImageTooLarge extends LikenessError {
  override name = "ImageTooLarge" as const;
  readonly retryable = false;

  constructor(maxBytes: number) {
    super("upstream", "image.too-large", `The image is larger than ${maxBytes} bytes.`);
  }
}

/** The picture did not arrive in time, however slowly it kept coming. */
export class ImageTimeout extends LikenessError {
  override name = "ImageTimeout" as const;
  readonly retryable = true;

  constructor(host: string, timeoutMs: number) {
    super("timeout", "image.timeout", `${host} did not deliver the image within ${timeoutMs} ms.`);
  }
}

/** The picture is not there any more (or never was). */
export class ImageGone extends LikenessError {
  override name = "ImageGone" as const;
  readonly retryable = false;

  constructor(host: string, status: number) {
    super("upstream", "image.not-found", `${host} no longer has the image (HTTP ${status}).`);
  }
}

/** The server did not deliver the picture; `retryable` tells whether asking again makes sense. */
export class ImageUnavailable extends LikenessError {
  override name = "ImageUnavailable" as const;
  readonly retryable: boolean;

  constructor(what: string, { retryable, cause }: { retryable: boolean; cause?: unknown }) {
    super("upstream", "image.unavailable", `The image cannot be downloaded: ${what}.`, { cause });
    this.retryable = retryable;
  }
}

export type BadImageCode =
  | "image.corrupt"
  | "image.empty"
  | "image.format"
  | "image.too-many-pixels"
  | "image.too-small";

/** The bytes are not a picture that can be kept; asking for the same bytes again gives the same. */
export class ImageRejected extends LikenessError {
  override name = "ImageRejected" as const;
  readonly retryable = false;

  constructor(code: BadImageCode, message: string, cause?: unknown) {
    super("upstream", code, message, { cause });
  }
}
