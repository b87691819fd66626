import { setTimeout as sleep } from "node:timers/promises";
import { config } from "@likeness/core/config";
import { PARAMETERS } from "@likeness/core/limits";
import * as z from "zod";
import { signedHeaders } from "./signature.ts";

const Found = z.object({
  Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
});

/**
 * Decrypted values of SSM parameters by their names (ten at most), as far as there are any. One signed call in place
 * of SSM's client, which would bring 79 KB into every bundle with a secret; repeated when AWS is busy or away.
 */
export async function readParameters(names: string[]): Promise<Map<string, string>> {
  const body = JSON.stringify({ Names: names, WithDecryption: true });
  for (const delayMs of [...PARAMETERS.retryDelaysMs, undefined]) {
    const answer = await ask(body).catch((error: unknown) => ({ status: 0, text: String(error) }));
    if (answer.status === 200) {
      const { Parameters } = Found.parse(JSON.parse(answer.text));
      return new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
    }
    if (delayMs === undefined || !mayPass(answer)) {
      throw new Error(`SSM answered ${answer.status} for ${names.join(", ")}: ${answer.text.slice(0, 300)}`);
    }
    await sleep(delayMs);
  }
  throw new Error("the last try answers or throws");
}

async function ask(body: string): Promise<{ status: number; text: string }> {
  const { AWS_REGION: region, ...aws } = config("lambda");
  const ends = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = new URL(aws.AWS_ENDPOINT_URL_SSM ?? aws.AWS_ENDPOINT_URL ?? `https://ssm.${region}.${ends}`);
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AmazonSSM.GetParameters",
    host: url.host,
  };
  const keys = {
    accessKeyId: aws.AWS_ACCESS_KEY_ID,
    secretAccessKey: aws.AWS_SECRET_ACCESS_KEY,
    sessionToken: aws.AWS_SESSION_TOKEN,
  };
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: signedHeaders({ headers, body }, { keys, region, service: "ssm", now: new Date() }),
    signal: AbortSignal.timeout(PARAMETERS.timeoutMs),
  });
  return { status: response.status, text: await response.text() };
}

/** No answer, a failure of AWS's own, or too many calls at a time; what SSM says of throttling is a 400. */
function mayPass({ status, text }: { status: number; text: string }): boolean {
  return status === 0 || status === 429 || status >= 500 || /Throttl|TooManyUpdates/.test(text);
}
