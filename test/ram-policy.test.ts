import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Recorded, recorded } from "./rehearsal/alicloud/wire/recorded.ts";
import { adoptActions } from "./support/adopt-actions.ts";
import { repository } from "./support/projects.ts";

// What the official plugin called, recorded: demo and lakeside from up to destroy, and what they repair that somebody had
// changed by hand (repairs). The policy of docs/production.md is that, and no more.
const { demo, lakeside, repairs } = {
  demo: recorded("demo"),
  lakeside: recorded("lakeside"),
  repairs: recorded("repairs"),
};

/** The RAM actions that calls need; of VPC and ECS they are named as the calls. */
function actionsOf(calls: readonly Recorded[]): string[] {
  return [...new Set(calls.map(({ call }) => call))].sort();
}

const marked = (calls: readonly Recorded[], ...marks: string[]) =>
  calls.filter(({ mark }) => marks.includes(mark));

test.each(["docs/production.md", "docs/zh-CN/production.md"])(
  "%s lists the RAM actions that the plugin needs",
  (file) => {
    const page = readFileSync(join(repository, file), "utf8");
    const policy = /```json\n(\{\n {2}"Version": "1",.*?\n)```\n\n(.*?)\n\n/s.exec(page);
    const { Statement } = JSON.parse(policy?.[1] ?? "") as { Statement: { Action: string[] }[] };
    expect(Statement.map(({ Action }) => Action.toSorted())).toEqual([
      actionsOf([...demo, ...lakeside, ...repairs]),
    ]);
    const [, after = ""] = page.split(policy?.[0] ?? "", 2);
    const section = `${policy?.[2] ?? ""}\n\n${after}`;
    const [swap, preview, adopt] = [...section.matchAll(/^- .*?(?=\n- |\n\n)/gms)].map(([item]) =>
      [...item.matchAll(/`((?:vpc|ecs):\w+)`/g)].map(([, action]) => action).sort(),
    );
    expect({ swap, preview, adopt }).toEqual({
      swap: actionsOf(marked(demo, "swap", "gs1", "gs2")),
      preview: actionsOf([...marked(demo, "refresh"), ...marked(lakeside, "preview", "refresh")]),
      // test/cli/adopt-egress.test.ts sees it ask these and no other.
      adopt: [...adoptActions],
    });
  },
);
