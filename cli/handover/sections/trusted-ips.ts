import type { SchoolConfig } from "../../../infra/config/school-schema.ts";
import { actions, type Block, heading, notice, outcomes, screen, table, value } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** What WeCom says when it takes an address for one that many enterprises share. */
const refusedAsProviders = "以下IP属于第三方服务商，为保证企业数据安全，请配置本企业服务器的IP";

/** Step five: the line of addresses, standbys included. */
export function trustedIps({ stack: { school }, outputs }: Handover): Block[] {
  const title = heading("五、企业可信IP（学校企业微信管理员、平台）");
  if (outputs.from === "none") {
    return [
      title,
      notice("生成本清单时没有读到出口 IP。“企业可信IP”中已录入的请保留，不要改动；此步骤请等平台的新清单。"),
    ];
  }
  const { egressIps, activeEgressIp, trustedIps: line } = outputs.values;
  return [
    title,
    screen("应用管理", "应用", "自建", "本应用的应用详情页", "开发者接口", "企业可信IP", "配置"),
    value("可信IP", line),
    actions(
      "先完成步骤四：没有可信域名，企业微信不允许配置企业可信IP。",
      "粘贴整行；多个 IP 用英文分号分隔，不写网段。原来已有的 IP 请保留。",
      "备用 IP 也要一并录入：当前 IP 被封时平台可以直接切换，无需学校再操作。",
      "点击“确定”，约一分钟后生效。告知平台已录入哪些 IP。",
    ),
    table(
      ["IP", "用途", "学校已确认"],
      Object.entries(egressIps).map(([key, ip]) => [
        ip,
        useOf(school.egress.addresses[key], ip === activeEgressIp),
        school.egress.trusted.includes(key) ? "是" : "否",
      ]),
    ),
    outcomes(
      "“企业可信IP”中列出上表的每一个 IP",
      "告知平台，进入步骤六",
      ["提示“配置企业可信IP前，请先设置可信域名或设置接收消息服务器URL”", "回到步骤四"],
      [
        `提示“${refusedAsProviders}”`,
        "不要反复录入：去掉被拒绝的 IP，先保存其余的，把提示截图发给平台；平台更换该 IP 后提供新清单",
      ],
      ["提示格式不正确", "检查分号是否为英文、有没有空格或换行"],
    ),
  ];
}

function useOf(address: SchoolConfig["egress"]["addresses"][string] | undefined, active: boolean): string {
  if (address !== undefined && "external" in address) return "原服务器，迁移期间保留";
  return active ? "当前出口" : "备用出口";
}
