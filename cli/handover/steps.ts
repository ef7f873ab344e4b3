import { type AppFact, missingAppFacts } from "../../infra/config/app-facts.ts";
import { entryUrlOf } from "../../infra/config/entry-url.ts";
import type { SchoolStack } from "../../infra/config/stacks.ts";
import type { Result } from "../probe/result.ts";

/** One step of the handbook. */
export interface Step {
  readonly title: string;
  readonly who: string;
  readonly what: string;
  /** The checks of a probe that tell whether it is done. */
  readonly checks: readonly Result["check"][];
  /** What to say when they all pass. Default: that it is done. */
  readonly passed?: string;
  /** What the stack file still lacks for it, for steps that no probe sees. */
  readonly lacks?: (stack: SchoolStack) => readonly string[];
}

const network = "学校网络管理员";
const weComAdmin = "学校企业微信管理员";
const platform = "平台";

/** The handbook's steps, in its order, after what it takes for granted. */
export const steps: readonly Step[] = [
  {
    title: "开始之前：备案",
    who: `${network}、${platform}`,
    what: "核对备案，完成接入备案，再改域名解析",
    checks: ["filing"],
    // A filing itself is seen by nobody from outside.
    passed: "未见阻断",
  },
  { title: "一、域名解析", who: network, what: "为每个域名各建一条 CNAME 记录", checks: ["dns", "caa"] },
  {
    title: "二、访问验证",
    who: platform,
    what: "部署证书，确认页面能打开",
    checks: ["tcp", "tls", "ipv6", "page", "leak"],
  },
  {
    title: "三、自建应用",
    who: weComAdmin,
    what: "新建自建应用，提供企业ID、AgentId 与 Secret",
    checks: [],
    lacks: appLacks,
  },
  {
    title: "四、可信域名",
    who: `${weComAdmin}、${platform}`,
    what: "下载校验文件交给平台，生效后保存可信域名",
    checks: ["verify file"],
  },
  {
    title: "五、企业可信IP",
    who: `${weComAdmin}、${platform}`,
    what: "录入出口 IP，包括备用 IP",
    checks: ["egress", "trust"],
  },
  {
    title: "六、应用主页",
    who: weComAdmin,
    what: "填写入口地址，用可见范围内的账号测试",
    checks: [],
    lacks: ({ school }) => (entryUrlOf(school) === undefined ? ["入口地址尚未提供"] : []),
  },
];

/** What a check that did not pass means for the school: not yet, and wrong. */
const meanings: Readonly<Record<Result["check"], readonly [notYet: string, wrong: string]>> = {
  dns: ["尚未解析", "解析不正确"],
  filing: ["备案待确认", "被阿里云的备案检查阻断"],
  ipv6: ["IPv6 地址待确认", "IPv6 地址（AAAA 记录）不通向网关"],
  caa: ["CAA 记录待调整", "CAA 记录不允许平台的证书机构签发"],
  tcp: ["端口尚未开放", "80 或 443 端口不通"],
  tls: ["证书尚未就绪", "证书有问题"],
  page: ["页面尚未就绪", "页面打不开"],
  leak: ["跳转待调整", "页面会跳到厂商域名"],
  "verify file": ["校验文件尚未提供或尚未生效", "校验文件的访问结果不正确"],
  egress: ["出口 IP 待调整", "出口 IP 不是当前地址"],
  trust: ["可信IP 尚未录入", "IP 不被信任（60020）"],
};

/** How far a step is, in words: its state, and what keeps it from being done. */
export function stateOfStep(
  { checks, lacks, passed = "已完成" }: Step,
  stack: SchoolStack,
  results: readonly Result[],
): string {
  if (lacks) {
    const missing = lacks(stack);
    return missing.length === 0 ? "资料已齐" : `未完成：${missing.join("；")}`;
  }
  const own = results.filter(({ check }) => checks.includes(check));
  const failed = own.flatMap((result) => (result.state === "fail" ? [result] : []));
  const open = [...new Set(failed.map(problemOf))].join("；");
  if (failed.some(({ waiting }) => !waiting)) return `有问题：${open}`;
  if (failed.length > 0) return `未完成：${open}`;
  return own.length > 0 && own.every(({ state }) => state === "pass") ? passed : "未能检测";
}

const appFacts: Readonly<Record<AppFact, string>> = {
  corpId: "企业ID 未收到",
  agentId: "AgentId 未收到",
  secret: "Secret 未收到",
};

function appLacks(stack: SchoolStack): string[] {
  return missingAppFacts(stack).map((fact) => appFacts[fact]);
}

function problemOf({ check, subject, waiting }: Extract<Result, { state: "fail" }>): string {
  const meaning = meanings[check][waiting ? 0 : 1];
  const host = URL.canParse(subject) ? new URL(subject).host : subject;
  return /^[\w.-]+$/.test(host) ? `${host} ${meaning}` : meaning;
}
