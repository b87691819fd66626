import { Faults } from "@likeness/fal-sandbox/faults";

/** The faults of a `--fal-faults` option. Throws, saying what is wrong and which faults there are. */
export function readFaults(text: string): Faults {
  const parsed = Faults.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys")
      return `${issue.path.join(".")}: ${issue.message}`.replace(/^: /, "");
    const where = issue.path.length > 0 ? `${issue.path.join(".")} has no setting` : "there is no fault";
    return `${where} ${issue.keys.join(", ")}`;
  });
  throw new Error(`--fal-faults: ${wrong.join("; ")}. Faults are ${Object.keys(Faults.shape).join(", ")}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("--fal-faults must be a JSON object");
  }
}
