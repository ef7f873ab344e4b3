import { wecomSecretKey } from "../../../infra/config/rules/secrets.ts";
import { actions, type Block, heading, outcomes, screen, table } from "../blocks.ts";
import type { Handover } from "../handover.ts";

/** Step three: the app, and what the platform needs of it. */
export function app({ stack: { school, config } }: Handover): Block[] {
  const { corpId, agentId } = school.wecom;
  const received = Object.hasOwn(config, wecomSecretKey);
  return [
    heading("三、自建应用（学校企业微信管理员）"),
    screen("企业微信管理后台（https://work.weixin.qq.com）", "应用管理", "应用", "自建", "创建应用"),
    table(
      ["填写项", "填什么"],
      [
        ["应用logo", "学校自定的方形图片，如校徽"],
        ["应用名称", "师生在工作台看到的名称，学校自定，如“校园卡”"],
        ["应用介绍", "一句话说明用途，学校自定"],
        ["可见范围", "要使用本应用的部门或成员；可以先只选测试人员，测试通过后再扩大"],
      ],
    ),
    actions(
      "填好上表，点击“创建应用”，进入应用详情页。",
      "把下表的三项提供给平台。企业ID 和 AgentId 可以直接发给平台。",
      "Secret 在应用详情页点击“查看”，再在弹窗里点击“发送”；由“企业微信团队”发到管理员本人的企业微信。先致电平台约定交付方式，再按约定提供。",
    ),
    table(
      ["项目", "在哪里看", "平台已登记"],
      [
        ["企业ID", "我的企业 → 企业信息", corpId ?? "未收到"],
        ["AgentId", "应用详情页", agentId === undefined ? "未收到" : String(agentId)],
        ["Secret", "应用详情页 → 查看 → 发送", received ? "已收到，加密保存，仅供 OAuth 服务取用" : "未收到"],
      ],
    ),
    outcomes(
      "应用详情页上有 AgentId 和 Secret",
      "三项提供给平台，进入步骤四",
      ["没有“创建应用”", "当前账号没有应用管理权限：请超级管理员授权，或由其创建"],
      ["点击“发送”后没有收到", "在手机企业微信中查看“企业微信团队”的消息；仍没有，再点一次“查看”"],
      ["Secret 误发到群或邮件", "视为已泄露：致电平台，更换后重新提供"],
    ),
  ];
}
