import { expect, test } from "vitest";
import { chooseRoute, routePattern } from "../../../packages/local/src/http/route-pattern.ts";

const routes = [
  "$default",
  "ANY /files/{rest+}",
  "GET /projects",
  "GET /projects/{projectId}",
  "GET /projects/recent",
  "ANY /projects/{projectId}",
  "GET /projects/{projectId}/images/{mediaId}",
].map(routePattern);

test.each([
  ["GET", "/projects", "GET /projects", {}],
  ["GET", "/projects/recent", "GET /projects/recent", {}],
  ["GET", "/projects/prj_1", "GET /projects/{projectId}", { projectId: "prj_1" }],
  ["DELETE", "/projects/prj_1", "ANY /projects/{projectId}", { projectId: "prj_1" }],
  [
    "GET",
    "/projects/a%2Fb/images/caf%C3%A9",
    "GET /projects/{projectId}/images/{mediaId}",
    { projectId: "a/b", mediaId: "café" },
  ],
  ["PUT", "/files/a/b/c.png", "ANY /files/{rest+}", { rest: "a/b/c.png" }],
  ["GET", "/projects/", "$default", {}],
  ["GET", "/elsewhere", "$default", {}],
])("%s %s goes to %s", (method, path, routeKey, parameters) => {
  const chosen = chooseRoute(routes, { method, path });
  expect(chosen?.route.routeKey).toBe(routeKey);
  expect(chosen?.parameters).toEqual(parameters);
});

test("without a catch-all an unknown path has no route", () => {
  expect(chooseRoute(routes.slice(1), { method: "GET", path: "/elsewhere" })).toBeUndefined();
});
