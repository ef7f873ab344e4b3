import { domainsOf } from "../../../infra/config/domains.ts";
import { isMainland } from "../../../infra/config/mainland.ts";
import type { SchoolConfig } from "../../../infra/config/school-schema.ts";
import { actions, type Block, heading, outcomes, paragraph, screen, type Text, table } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** Before step one: whose filing it has to be, and that it has to be with Alibaba Cloud too. */
export function filing({ stack: { school, platform } }: Handover): Block[] {
  return [
    heading("开始之前：备案（学校网络管理员、平台）"),
    ...(isMainland(platform.region) ? withAlibabaCloud(school, platform.region) : withMinistryAlone(school)),
  ];
}

function withAlibabaCloud(school: SchoolConfig, region: string): Block[] {
  return [
    paragraph(
      `步骤一会把域名指向平台在阿里云中国内地（${region}）的网关。域名除了在工信部有备案，还要在阿里云做接入备案，否则阿里云会阻断访问：页面和校验文件都打不开。接入备案要经管局审核，请做完再改解析。`,
    ),
    screen("阿里云ICP代备案管理系统（https://beian.aliyun.com）", "接入备案"),
    table(
      ["项目", "要求"],
      [
        ...filedAs(school),
        ["备案服务码", "由平台申请，授权给学校的阿里云账号；请先把学校的阿里云账号 ID 告诉平台"],
      ],
    ),
    actions(
      lookUp,
      "用学校的阿里云账号登录上面的系统，为备案域名提交接入备案，填写平台授权的备案服务码。备案号不变。",
      "学校官网等原有的接入请保留，不要在原接入商处取消。",
      "通过后接着做步骤一：接入备案后域名长期不指向阿里云，会被要求整改，直至取消接入。",
    ),
    outcomes(
      "接入备案的订单审核通过",
      "告知平台，进入步骤一",
      ["工信部备案系统查不到该域名", "先以学校为主办单位完成备案，再做接入备案"],
      ["备案服务码不可用", "把提示截图发给平台，由平台重新授权"],
      [
        "域名打开是标题为“Non-compliance ICP Filing”的页面，或 HTTPS 连接被重置",
        "没有接入备案，或刚通过还没有同步：一天后再看，仍如此告知平台",
      ],
    ),
    paragraph(
      "等保：这些域名在学校名下，页面由平台转发自厂商，是否列入学校的定级对象由学校决定；需要平台或厂商的等保材料，请在步骤一之前提出。",
    ),
  ];
}

function withMinistryAlone(school: SchoolConfig): Block[] {
  return [
    paragraph("企业微信要求可信域名在工信部有备案。平台的网关不在中国内地，不需要在阿里云做接入备案。"),
    table(["项目", "要求"], filedAs(school)),
    actions(lookUp),
    outcomes("查得到，主办单位是学校", "进入步骤一", [
      "查不到，或主办单位不是学校",
      "先以学校为主办单位完成备案",
    ]),
  ];
}

const lookUp = "在工信部备案系统 https://beian.miit.gov.cn 查询备案域名，核对备案号和主办单位。";

/** What WeCom compares with the enterprise. */
function filedAs(school: SchoolConfig): Text[][] {
  return [
    ...domainsOf(school).flatMap(({ name, icp = "平台未登记，请告知平台" }): Text[][] => [
      ["备案域名", { copy: name }],
      ["备案号", icp],
    ]),
    ["主办单位", "学校。名称与企业微信的企业主体逐字一致（括号的全角、半角也一致），不能是平台或厂商"],
  ];
}
