import { inputError } from "../errors.ts";
import { STORAGE } from "../limits.ts";

const NAME = /^[a-z0-9][a-z0-9-]*$/;
/** Header values travel as ASCII; anything else would be rewritten on the way and no longer match. */
const VALUE = /^[\x20-\x7e]*$/;
export const SHA256 = /^[0-9a-f]{64}$/;

/**
 * The metadata stored beside an object: the caller's small facts (ids, never prompts) and the checksum. Throws
 * `storage.metadata-invalid` for anything that does not survive the trip through HTTP headers.
 */
export function objectMetadata(
  sha256: string,
  metadata: Record<string, string> = {},
): Record<string, string> {
  if (!SHA256.test(sha256)) throw refused("sha256", "must be 64 lowercase hex digits");
  for (const [name, value] of Object.entries(metadata)) {
    if (!NAME.test(name)) throw refused(name, "must be lowercase letters, digits and dashes");
    if (name === "sha256") throw refused(name, "is set by the store itself");
    if (!VALUE.test(value)) throw refused(name, "must be printable ASCII");
  }
  const all = { ...metadata, sha256 };
  const sizeBytes = Object.entries(all).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (sizeBytes <= STORAGE.metadataMaxBytes) return all;
  throw refused("metadata", `must be at most ${STORAGE.metadataMaxBytes} bytes, not ${sizeBytes}`);
}

function refused(name: string, message: string) {
  return inputError("storage.metadata-invalid", [{ field: `metadata.${name}`, message }]);
}
