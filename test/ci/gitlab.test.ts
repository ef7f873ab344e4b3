import { describe, expect, test } from "vitest";
import { gitlab } from "../support/workflows.ts";

const triggered =
  '$CI_PIPELINE_SOURCE == "pipeline" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_UPSTREAM_PROJECT_ID == $CI_PROJECT_ID';

describe("the GitLab pipeline", () => {
  test("plans where the merge request is, and does all else on the default branch", () => {
    const rules = Object.entries(gitlab).flatMap(([name, { rules }]) => (rules ? [[name, rules]] : []));
    const request = '$CI_PIPELINE_SOURCE == "merge_request_event"';
    expect(Object.fromEntries(rules)).toEqual({
      "schoolgate plan": [{ if: request }],
      "schoolgate review": [
        { if: `${request} && $CI_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID`, when: "always" },
      ],
      "schoolgate post": [{ if: triggered }],
      "schoolgate preview": [{ if: triggered, when: "manual", allow_failure: true }],
      "schoolgate post previews": [{ if: triggered }],
    });
  });

  test("hands nothing over to the default branch's pipeline", () => {
    expect(gitlab["schoolgate review"]).toMatchObject({
      inherit: { variables: false },
      trigger: {
        ...{ project: "$CI_PROJECT_PATH", branch: "$CI_DEFAULT_BRANCH" },
        forward: { yaml_variables: false, pipeline_variables: false },
      },
    });
  });

  test("the merge request's code runs in no job with the token", () => {
    const environments = Object.entries(gitlab).flatMap(([name, { environment }]) =>
      environment ? [[name, environment.name]] : [],
    );
    expect(environments).toEqual([
      ["schoolgate post", "schoolgate-review"],
      ["schoolgate preview", "schoolgate-preview"],
    ]);
    const checkouts = Object.entries(gitlab).flatMap(([name, { script = [], before_script = [] }]) =>
      [...before_script, ...script].some((line) => line.includes("git checkout")) ? [name] : [],
    );
    expect(checkouts).toEqual(["schoolgate preview"]);
  });

  test("texts of a merge request are in no script", () => {
    for (const { script = [], before_script = [] } of Object.values(gitlab)) {
      expect([...before_script, ...script].join("\n")).not.toMatch(/\$\{?CI_(MERGE_REQUEST|COMMIT)_/);
    }
  });
});
