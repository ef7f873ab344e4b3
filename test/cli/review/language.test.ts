// A review in Chinese: by the flag, or as the default branch's schoolgate.yaml says.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { previewsMarkdown } from "../../../cli/review/previews.ts";
import { zh } from "../../../cli/review/texts/zh.ts";
import { zh as planWords } from "../../../plan/report/texts/zh.ts";
import { bot, githubApi, plannedRun } from "../../support/github-api.ts";
import { commit, inComment, leave, plan, runReview, urn } from "../../support/review.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const flags = ["post", "--on", "github", "--run", "17", "--plan", "plan.json"];
const posted = { code: 0, stdout: "Posted to #12.\n", stderr: "" };
const run = "https://github.com/example/schools/actions/runs/17";
const chinese = [
  `<!-- schoolgate:review 17.1.0 ${commit} -->`,
  `由待评审的代码 \`aaaaaaaaaaaa\` 在[这次运行](${run})里生成，没有使用任何凭据。另有[可筛选的网页](${run}/artifacts/5001)。`,
  "",
  inComment(plan, planWords),
].join("\n");

async function world() {
  const api = await githubApi(commit);
  const folder = temporaryFolder();
  leave(folder, plan);
  return { api, folder };
}

test("the comment and the checks are in the repository's language, their names and conclusions in none", async () => {
  const { api, folder } = await world();
  writeFileSync(join(folder, "schoolgate.yaml"), "language: zh\n");
  expect(await runReview(folder, flags, api.env)).toMatchObject(posted);
  expect(api.comments).toEqual([{ id: 1004, body: chinese, user: { login: bot } }]);
  expect(api.checks.map(({ name, conclusion, output }) => ({ name, conclusion, ...output }))).toEqual([
    {
      name: "schoolgate",
      conclusion: "failure",
      title: "4 个 stack 中有 3 个发生变化，违反 2 条策略",
      summary:
        "这次修改会做什么，见合并请求里的评论。\n- addresses-protected：1 个 stack 违反\n- standby-ready：3 个 stack 不符合建议",
    },
    {
      name: "schoolgate / addresses-protected",
      conclusion: "failure",
      title: "1 个 stack 违反",
      summary: "- **lakeside**：the address a is deleted → retire it first",
    },
    {
      name: "schoolgate / standby-ready",
      conclusion: "neutral",
      title: "3 个 stack 不符合建议",
      summary: [
        "- **lakeside**：there is no standby → add one",
        "- **demo 等 2 个**：there is no standby → add one",
      ].join("\n"),
    },
  ]);
});

test("a comment in the other language is found again, and written anew in its place", async () => {
  const { api, folder } = await world();
  api.runs.push(plannedRun(18, commit));
  expect(await runReview(folder, [...flags, "--lang", "en"], api.env)).toMatchObject(posted);
  const [english] = api.comments;
  expect(await runReview(folder, [...flags.with(4, "18"), "--lang", "zh"], api.env)).toMatchObject(posted);
  expect(api.comments.map(({ id }) => id)).toEqual([english?.id]);
  expect(api.comments[0]?.body).toContain("\n由待评审的代码 `aaaaaaaaaaaa` 在");
});

test("previews beside the plan", () => {
  const folder = temporaryFolder();
  const eip = urn("lakeside", "alicloud:ecs/eipAddress:EipAddress", "lakeside-a");
  const previews = {
    lakeside: { exitCode: 0, steps: [{ op: "replace", urn: eip }] },
    demo: { exitCode: 255, steps: [] },
  };
  for (const [name, preview] of Object.entries(previews))
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(preview));
  expect(previewsMarkdown(plan, folder, zh).split("\n")).toEqual([
    "### `pulumi preview` 与计划对照",
    "",
    "2 组中预览了 2 组，每组一个 stack。**有 2 个 stack，引擎与计划不一致。** 状态落后于基准时也会不一致。",
    "",
    "| Stack | 代表 | 步骤 | 与计划对照 |",
    "|---|---|---|---|",
    "| lakeside | 自身 | 1 | **1 处不一致** |",
    "| demo | 另外 1 个 | – | **pulumi preview 失败**（退出码 255） |",
    "",
    "- **lakeside**，alicloud&#58;ecs/eipAddress&#58;EipAddress lakeside-a：计划 delete，预览 replace",
  ]);
});
