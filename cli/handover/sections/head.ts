import { domainsOf } from "../../../infra/config/domains.ts";
import type { PlatformConfig } from "../../../infra/config/platform-schema.ts";
import { type Block, notice, paragraph, table } from "../blocks.ts";
import { type Handover, schoolTime } from "../handover.ts";

/** Whose sheet it is, the handbook's warning, and whom to call. */
export function head({ stack: { school, platform }, outputs, now }: Handover): Block[] {
  const filed = domainsOf(school).map(({ name, icp }) => (icp === undefined ? name : `${name}（${icp}）`));
  return [
    paragraph(
      `备案域名 ${filed.join("、")}，生成日期 ${schoolTime.format(now).slice(0, 10)}。请按步骤填写；灰底的值请原样复制。`,
    ),
    notice(
      "请注意：本对接方案不是企业微信应用的常规配置方式，服务器的出口 IP 有被企业微信封禁的可能，请知晓。",
    ),
    notice("本清单不含应用的 Secret。Secret 只按与平台约定的安全方式提供，不要写进清单、邮件或聊天。"),
    ...(outputs.from === "rehearsal" ? [notice("演练数据：本清单的 IP 不是真实地址，请勿录入。")] : []),
    callable(platform),
    paragraph(
      "各系统的界面用词取自对接手册和公开资料，平台没有登录过贵校的后台。界面与清单不同时以界面为准，并请告知平台。",
    ),
  ];
}

/** Whom to call. */
function callable({ contact }: PlatformConfig): Block {
  if (contact === undefined) return paragraph("遇到问题，请联系把本清单交给您的人。");
  return table(["平台联系人", "电话", "其他渠道"], [[contact.name, contact.telephone, contact.channel]]);
}
