import { type PlatformConfig, routesOf } from "../../infra/config.ts";
import { appRouteOf, entryUrlOf } from "../../infra/entry-url.ts";
import { wecomSecretKey } from "../../infra/rules/secrets.ts";
import type { SchoolStack } from "../../infra/stacks.ts";
import type { Outputs } from "../outputs.ts";
import { authorityOf } from "../probe/caa.ts";
import { successPage } from "../probe/page.ts";
import type { Result } from "../probe/result.ts";
import { stateOf } from "../probe/summary.ts";
import type { Block, Sheet } from "./blocks.ts";
import { stateOfStep, steps } from "./steps.ts";

/** What a sheet is made from. */
export interface Handover {
  readonly stack: SchoolStack;
  readonly outputs: Outputs;
  readonly now: Date;
  /** What a probe found just now; absent without one. */
  readonly results?: readonly Result[] | undefined;
}

/** Swedish dates are ISO dates; schools keep China's time wherever the platform's engineers are. */
const schoolTime = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai",
  dateStyle: "short",
  timeStyle: "short",
});

const heading = (text: string): Block => ({ kind: "heading", text });
const paragraph = (text: string): Block => ({ kind: "paragraph", text });
const notice = (text: string): Block => ({ kind: "notice", text });
const list = (...items: string[]): Block => ({ kind: "list", items });
const value = (label: string, text: string): Block => ({ kind: "value", label, value: text });

/**
 * The sheet for a school's administrators, in Chinese: what to enter where, step by step. It names no secret: of the
 * app's Secret it says only how to hand it over.
 */
export function handoverSheet(handover: Handover): Sheet {
  const { school } = handover.stack;
  return {
    title: `${school.name} 企业微信对接清单`,
    blocks: [
      ...head(handover),
      ...progress(handover),
      ...domains(handover),
      ...pages(handover),
      ...app(handover),
      ...trustedDomain(handover),
      ...trustedIps(handover),
      ...entry(handover),
      ...error60020(handover),
    ],
  };
}

function head({ stack: { school, platform }, outputs, now }: Handover): Block[] {
  const filing = school.icp === undefined ? "" : `（${school.icp}）`;
  return [
    paragraph(
      `备案域名 ${school.domain}${filing}，生成日期 ${schoolTime.format(now).slice(0, 10)}。请按步骤填写；灰底的值请原样复制。`,
    ),
    notice("本清单不含应用的 Secret。Secret 只按与平台约定的安全方式提供，不要写进清单、邮件或聊天。"),
    callable(platform),
    ...(outputs.from === "rehearsal" ? [notice("演练数据：本清单的 IP 不是真实地址，请勿录入。")] : []),
  ];
}

/** Whom to call. */
function callable({ contact }: PlatformConfig): Block {
  if (contact === undefined) return paragraph("遇到问题，请联系把本清单交给您的人。");
  return {
    kind: "table",
    columns: ["平台联系人", "电话", "其他渠道"],
    rows: [[contact.name, contact.telephone, contact.channel]],
  };
}

function progress({ stack, results, now }: Handover): Block[] {
  const states = { serving: "已可使用", "in progress": "进行中", stuck: "有问题待处理" };
  const rows = steps.map((step) => [
    step.title,
    step.who,
    step.what,
    ...(results === undefined ? [] : [stateOfStep(step, stack, results)]),
  ]);
  const columns = ["步骤", "由谁", "做什么", ...(results === undefined ? [] : ["状态"])];
  const table: Block = { kind: "table", columns, rows };
  if (results === undefined) return [heading("步骤一览"), table];
  const time = `${schoolTime.format(now)}（北京时间）`;
  return [heading("步骤一览"), paragraph(`检测时间 ${time}：${states[stateOf(results)]}。`), table];
}

function domains({ stack: { school, platform } }: Handover): Block[] {
  const target = platform.gateway.address;
  const rows = Object.values(routesOf(school)).map(({ host }) => [
    host,
    { copy: host.slice(0, -school.domain.length - 1) },
    "CNAME",
    { copy: target },
  ]);
  const authority = authorityOf(platform.acme?.server);
  const issues = school.certificate.from === "issuer";
  return [
    heading("一、域名解析（学校网络管理员）"),
    { kind: "table", columns: ["域名", "主机记录", "类型", "记录值"], rows },
    list(
      "这些域名只用于本项目；同名的其他记录（A、AAAA）请删除。",
      "请不要对这些域名设置跳转、登录认证或境外拦截，80 和 443 端口都要可达。",
      ...(issues && authority !== undefined
        ? [`证书由平台自动申请。如果 ${school.domain} 设有 CAA 记录，请允许 ${authority}。`]
        : []),
      ...(issues ? [] : ["证书由学校提供：请把每个域名的证书（含中间证书）和私钥交给平台，到期前再次提供。"]),
    ),
  ];
}

function pages({ stack: { school } }: Handover): Block[] {
  const rows = Object.values(routesOf(school)).map(({ host, upstream }) => [
    host,
    { copy: successPage(host, upstream) ?? `https://${host}/` },
  ]);
  const certificate =
    school.certificate.from === "issuer"
      ? "解析生效后，平台自动申请证书。"
      : "收到学校的证书、解析生效后，平台部署证书。";
  return [
    heading("二、访问验证（平台）"),
    paragraph(`${certificate}下列地址能打开页面，即为成功：`),
    { kind: "table", columns: ["域名", "地址"], rows },
  ];
}

function app({ stack: { school, config } }: Handover): Block[] {
  const { corpId, agentId } = school.wecom;
  const received = Object.hasOwn(config, wecomSecretKey);
  return [
    heading("三、自建应用（学校企业微信管理员）"),
    paragraph("在企业微信管理后台“应用管理”中新建自建应用，把下列三项提供给平台："),
    {
      kind: "table",
      columns: ["项目", "在哪里看", "平台已登记"],
      rows: [
        ["企业ID", "我的企业 → 企业信息", corpId ?? "未收到"],
        ["AgentId", "应用详情页", agentId === undefined ? "未收到" : String(agentId)],
        ["Secret", "应用详情页", received ? "已收到，加密保存，仅供 OAuth 服务取用" : "未收到"],
      ],
    },
  ];
}

function trustedDomain({ stack: { school } }: Handover): Block[] {
  const routes = Object.entries(routesOf(school));
  const asked = routes.filter(
    ([route]) => route === appRouteOf(school) || Object.hasOwn(school.wecom.verifyFiles, route),
  );
  const trusted = asked.length > 0 ? asked : routes;
  const rows = routes.flatMap(([route, { host }]) =>
    Object.keys(school.wecom.verifyFiles[route] ?? {}).map((file) => [
      file,
      { copy: `https://${host}/${file}` },
    ]),
  );
  return [
    heading("四、可信域名（学校企业微信管理员、平台）"),
    ...trusted.map(([, { host }]) => value("可信域名", host)),
    list(
      "在应用的“网页授权及JS-SDK”中填写可信域名：只填域名，不带 https://，不带端口。",
      "点击“申请校验域名”，下载校验文件，原样交给平台（不要打开另存）。",
      "平台配置后，下面的地址能看到文件中的校验码，再点击保存。",
      "校验通过后文件会一直保留，请不要要求删除。",
      "若提示“域名主体校验未通过”，说明备案主体与企业主体不一致，处理办法：https://open.work.weixin.qq.com/wwopen/common/readDocument/40754",
    ),
    rows.length === 0
      ? paragraph("平台尚未收到校验文件。")
      : { kind: "table", columns: ["校验文件", "地址"], rows },
  ];
}

function trustedIps({ stack: { school }, outputs }: Handover): Block[] {
  const title = heading("五、企业可信IP（学校企业微信管理员、平台）");
  if (outputs.from === "none") {
    return [
      title,
      notice("生成本清单时没有读到出口 IP。“企业可信IP”中已录入的请保留，不要改动；此步骤请等平台的新清单。"),
    ];
  }
  const { egressIps, activeEgressIp, trustedIps: line } = outputs.values;
  const use = (key: string, ip: string): string => {
    const address = school.egress.addresses[key];
    if (address !== undefined && "external" in address) return "原服务器，迁移期间保留";
    return ip === activeEgressIp ? "当前出口" : "备用出口";
  };
  return [
    title,
    value("可信IP", line),
    list(
      "先保存可信域名，企业微信才允许设置可信IP。",
      "在应用的“企业可信IP”中粘贴整行；多个 IP 用英文分号分隔。",
      "备用 IP 也要一并录入：当前 IP 被封时平台可以直接切换，无需学校再操作。",
      "保存后约一分钟生效。录入后请告知平台。",
    ),
    {
      kind: "table",
      columns: ["IP", "用途", "学校已确认"],
      rows: Object.entries(egressIps).map(([key, ip]) => [
        ip,
        use(key, ip),
        school.egress.trusted.includes(key) ? "是" : "否",
      ]),
    },
  ];
}

function entry({ stack: { school } }: Handover): Block[] {
  const url = entryUrlOf(school);
  return [
    heading("六、应用主页（学校企业微信管理员）"),
    ...(url === undefined
      ? [paragraph("入口地址尚未提供，前面的步骤完成后由平台给出。")]
      : [
          value("入口地址", url),
          paragraph("填写到应用的“应用主页”，再用可见范围内的账号在企业微信中打开测试。"),
        ]),
  ];
}

function error60020({ outputs }: Handover): Block[] {
  return [
    heading("出现错误 60020 时"),
    paragraph(
      "错误信息“not allow to access from your ip … from ip: x.x.x.x”表示：企业微信看到的出口 IP（x.x.x.x）不在本应用的“企业可信IP”里，或者刚保存还没有生效。",
    ),
    outputs.from === "none"
      ? paragraph("请不要自行录入 x.x.x.x，把完整的错误信息发给平台。")
      : list(
          "x.x.x.x 在上面的清单里：请在“企业可信IP”中补录，等一分钟再试。",
          "x.x.x.x 不在清单里：请不要录入，把完整的错误信息发给平台。",
          "IP 已录入仍然报错：该 IP 可能已被封，请通知平台切换到备用 IP。",
        ),
  ];
}
