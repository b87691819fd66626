import { routes } from "../../../stacks/routes.ts";

/** Lines for a POSIX shell, to be pasted in this order: each one leaves what the next needs in a variable. */
export function curlLines({ apiUrl, token }: { apiUrl: string; token: string }): string[] {
  const post = (handler: string, body: string) =>
    `curl -sS -X POST "$API${pathOf(handler)}" -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d ${body}`;
  const description = "A fox courier with a teal scarf and a brass satchel, one white ear";
  const subject = JSON.stringify({ type: "character", name: "Fen", description });
  const master = `{\\"subjectType\\":\\"character\\",\\"subjectId\\":\\"$SUBJECT\\",\\"description\\":\\"${description}\\"}`;
  return [
    `API=${apiUrl} TOKEN=${token}`,
    `PROJECT=$(${post("create-project", `'{"name":"First steps"}'`)} | ${pick("projectId")}); echo "$PROJECT"`,
    `SUBJECT=$(${post("create-subject", `'${subject}'`)} | ${pick("subjectId")}); echo "$SUBJECT"`,
    post("generate-master", `"${master}"`),
  ];
}

function pathOf(handler: string): string {
  const route = Object.keys(routes).find((key) => routes[key]?.handler === handler);
  if (!route) throw new Error(`stacks/routes.ts has no route for ${handler}`);
  return (route.split(" ")[1] ?? "").replace("{projectId}", "$PROJECT");
}

function pick(field: string): string {
  return `sed -E 's/.*"${field}":"([^"]+)".*/\\1/'`;
}
