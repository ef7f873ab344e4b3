import { entryUrlOf } from "../../../infra/config/entry-url.ts";
import { actions, type Block, heading, outcomes, paragraph, screen, value } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** Step six: the app's home page, and the test. */
export function entry({ stack: { school } }: Handover): Block[] {
  const url = entryUrlOf(school);
  const title = heading("六、应用主页（学校企业微信管理员）");
  if (url === undefined) return [title, paragraph("入口地址尚未提供，前面的步骤完成后由平台给出。")];
  return [
    title,
    screen("应用管理", "应用", "自建", "本应用的应用详情页", "应用主页", "设置应用主页"),
    value("入口地址", url),
    actions(
      "粘贴整行，包括 ? 之后的全部参数，保存。",
      "用可见范围内的账号，在手机企业微信的工作台中打开本应用。",
    ),
    outcomes(
      "直接进入页面，不要求另外登录",
      "告知平台，对接完成",
      [
        "提示“redirect_uri需使用应用可信域名”",
        `步骤四的第一个输入框应为 ${new URL(url).host}；仍有此提示，把整页截图发给平台`,
      ],
      ["提示 60020", "见下一节"],
      ["工作台里没有本应用", "该账号不在可见范围内：在应用详情页的“可见范围”中添加"],
      ["空白页，或页面打不开", "再看步骤二的地址能否打开，把结果和截图发给平台"],
    ),
  ];
}
