import { expect, test } from "vitest";
import { plainArtist, png, result, sandbox, submit } from "./support/stage.ts";

const MODEL = "google/gemini-2.5-flash";
interface Answer {
  output: string;
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number; cost: number };
}

async function ask(
  place: Awaited<ReturnType<typeof sandbox>>,
  input: Record<string, unknown>,
): Promise<Answer> {
  const id = "image_urls" in input ? "openrouter/router/vision" : "openrouter/router";
  const response = await result(await submit(place, id, { model: MODEL, ...input }));
  return response.json() as Promise<Answer>;
}

const dataUri = async (background: string) =>
  `data:image/png;base64,${(await png({ background })).toString("base64")}`;

test("a vision model answers the artist's object, fenced for about every third content, always alike", async () => {
  const place = await sandbox();
  const image_urls = [await dataUri("red"), await dataUri("blue")];
  const outputs: string[] = [];
  for (let index = 0; index < 24; index += 1) {
    outputs.push((await ask(place, { prompt: `look ${index}`, image_urls })).output);
  }
  const fenced = outputs.filter((output) => output.startsWith("```json\n"));
  expect(fenced.length).toBeGreaterThan(2);
  expect(fenced.length).toBeLessThan(16);
  for (const [index, output] of outputs.entries()) {
    expect(JSON.parse(output.replace(/^```json\n|\n```$/g, ""))).toEqual({ seen: 2, asked: `look ${index}` });
  }
  expect((await ask(place, { prompt: "look 3", image_urls })).output).toBe(outputs[3]);
});

test("the artist is given prompt, system prompt and the pictures' bytes", async () => {
  const asked: unknown[] = [];
  const { artist } = plainArtist();
  const place = await sandbox({
    artist: {
      ...artist,
      describe: async (request) => {
        asked.push(request);
        return {};
      },
    },
  });
  await ask(place, { prompt: "p", system_prompt: "s", image_urls: [await dataUri("red")] });
  expect(asked).toEqual([{ prompt: "p", systemPrompt: "s", images: [await png({ background: "red" })] }]);
});

test("usage adds up, and its cost is what is billed", async () => {
  const place = await sandbox();
  const { usage } = await ask(place, { prompt: "look", image_urls: [await dataUri("red")] });
  expect(usage.prompt_tokens).toBeGreaterThan(250);
  expect(usage.completion_tokens).toBeGreaterThan(0);
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  expect(place.bill().billedUsd).toBeCloseTo(usage.cost, 12);
  expect(usage.cost).toBeGreaterThan(0);
});

test("without pictures a prompt is rewritten: all its words stay, the same prompt gives the same text", async () => {
  const place = await sandbox();
  const prompt = "Rewrite this for an image model.\n\nDescription: a tall knight\n with a red cape ";
  const { output } = await ask(place, { prompt });
  expect(output).toMatch(/^A tall knight with a red cape\. [A-Z][^.]+\.$/);
  expect((await ask(place, { prompt })).output).toBe(output);
});

test("asked to repair JSON, it gives back the object it was shown", async () => {
  const place = await sandbox();
  const prompt = 'The field {age} is wrong. Answer with JSON only:\n{"name":"Ann","nested":{"a":1}} Thanks.';
  const { output } = await ask(place, { prompt });
  expect(JSON.parse(output.replace(/^```json\n|\n```$/g, ""))).toEqual({ name: "Ann", nested: { a: 1 } });
});
