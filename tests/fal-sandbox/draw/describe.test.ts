import { describe, expect, it } from "vitest";
import { fromText, newArtist } from "./support.ts";

describe("describe", () => {
  it("tells the truth about a drawn figure, sides as the figure's own", async () => {
    const artist = newArtist();
    const picture = await artist.draw(
      fromText("a woman with long red hair, green eyes, a blue coat, an eye patch over her left eye"),
    );
    const answer = await artist.describe({ prompt: "Describe the character as JSON", images: [picture] });
    expect(answer).toMatchObject({
      subjectType: "character",
      eyeColor: "#3fa05a",
      hairStyle: "long",
      costume: {
        marks: [{ description: "eye patch", side: "left", color: expect.stringMatching(/^#[0-9a-f]{6}$/) }],
      },
      artStyle: expect.any(String),
      technicalSpecs: { framing: "full body" },
    });
    expect(answer).toMatchObject({
      costume: { items: expect.arrayContaining([expect.objectContaining({ part: "over" })]) },
    });
  });

  it("answers alike from any side of the same figure", async () => {
    const artist = newArtist();
    const front = await artist.draw(fromText("a knight"));
    const back = await artist.draw({
      ...fromText(""),
      references: [front],
      input: { horizontal_angle: 180 },
      endpointId: "fal-ai/qwen-image-edit-2511-multiple-angles",
    });
    expect(await artist.describe({ prompt: "", images: [back] })).toEqual(
      await artist.describe({ prompt: "", images: [front] }),
    );
  });

  it("knows places and props", async () => {
    const artist = newArtist();
    const [place, prop] = await Promise.all([
      artist.draw(fromText("a harbour at night, location")),
      artist.draw(fromText("a red teapot")),
    ]);
    expect(await artist.describe({ prompt: "", images: [place] })).toMatchObject({
      subjectType: "location",
      environment: expect.stringContaining("harbour"),
    });
    expect(await artist.describe({ prompt: "", images: [prop] })).toMatchObject({
      subjectType: "prop",
      bodyType: "teapot",
    });
  });
});
