import type { Operation } from "../../model.ts";
import { type Counted, number, type Texts } from "./texts.ts";

const counters: Readonly<Record<Counted, string>> = {
  stack: "个 stack",
  group: "组",
  resource: "个资源",
  problem: "个问题",
  note: "条说明",
  line: "行",
  "equal line": "行相同",
  "broken rule": "条违规",
  "mandatory rule": "条强制规则",
};

const count = (value: number, what: Counted): string => `${number(value)} ${counters[what]}`;

const operations: Readonly<Record<Operation, string>> = {
  delete: "删除",
  replace: "替换",
  options: "变更选项",
  update: "更新",
  import: "纳管",
  create: "新建",
};

export const zh: Texts = {
  tag: "zh-CN",

  count,
  list: (items) => items.join("、"),
  clauses: (items) => items.join("；"),
  sentence: (text) => `${text}。`,
  sentences: (items) => items.join(""),
  labelled: (label, text) => `${label}：${text}`,
  inBrackets: (text) => `（${text}）`,
  more: (value, what) => `… 另有 ${what === undefined ? `${number(value)} 个` : count(value, what)}`,

  headline: {
    declared: (stacks) => `已声明 ${count(stacks, "stack")}`,
    none: "没有 stack 发生变化",
    noneOfPlanned: "能够计划的 stack 均无变化",
    all: (stacks) => `全部 ${count(stacks, "stack")} 都有变化`,
    some: (changed, stacks) => `${count(stacks, "stack")} 中有 ${number(changed)} 个发生变化`,
  },
  times: (times, operation) => `${operations[operation]} ${number(times)}`,
  objections: {
    breaks: (stacks, level) =>
      `${count(stacks, "stack")} 违反${level === "mandatory" ? "强制规则" : "建议规则"}`,
    notPlanned: (stacks) => `${count(stacks, "stack")} 无法计划`,
  },
  noRuleBroken: "没有违反任何规则。",
  wrote: (files) => `已写出 ${files.join("、")}。`,

  compared: {
    workingTree: "工作区",
    at: (what, commit) => `${what}（${commit}）`,
    withNothing: (head) => `${head}，未作比较`,
    with: (head, base) => `${head}，与${base}相比`,
    base: "基准",
    ref: (ref) => ` ${ref} `,
    state: (states) => `导出的状态 ${states.join("、")} `,
    mergeBase: (ref, commit) => ` ${ref}（合并基线 ${commit}）`,
  },
  notCommitted: "尚未提交，但已计入",
  caveats: "计划无法知道什么（它既不查询云，也不查询集群）",
  note: (note) => {
    switch (note.kind) {
      case "all is new":
        return "没有可比较的对象：全部显示为新建。";
      case "gone":
        return `${note.stack} 的 stack 文件已被删除。它的资源会保留，直到执行 \`pulumi destroy -s ${note.stack}\`；其中受保护的资源，Pulumi 会拒绝删除。`;
      case "renamed":
        return `${note.stack} 看起来改名为 ${note.to}。对 Pulumi 来说那是另一个 stack：全部资源都会重新创建，地址也是新的，而 ${note.stack} 原有的资源会留在原处。`;
      case "not up":
        return `尚未 up，未查询：${note.stacks.join("、")}。`;
      case "drifted":
        return "改回原样：`pulumi up --refresh -s <stack>`。如果改动是有意的，先写进 stack 文件，再执行这条命令就不会有变化。";
      case "address lost":
        return `${note.stack} 的 ${note.name} 已被释放，它的 IP 可能已经归别人所有：学校要把它从可信 IP 中删除。下一次 up 会在原位新建一个地址，学校先填入新的 IP，流量才能从那里出去。`;
    }
  },
  caveat: {
    drift: "云上或集群里的手工改动（漂移）看不到；`pulumi preview --refresh` 能看到。",
    imports: "纳管（import）按现状读入资源，之后可能还有一次更新；是否真有这个资源，计划并不知道。",
    "spelled out": "新写明的参数会显示为变化，尽管云上原先选用的可能就是这个值。",
    versions: "换了版本的 provider 或控制器，可能在程序没有改动的地方看到变化。",
    "encrypted state": "状态里的敏感信息是加密的：是否变化无法比较。",
    "base as declared": "基准是当时声明的内容，不是最近一次 up 的实际结果。",
  },

  happening: {
    nothing: "没有变化",
    operation: operations,
    orReplace: (operation) => `${operation}或替换`,
    unprotect: "解除保护",
    stopRetaining: "不再保留",
    toAll: (operation, resources) => `${operation} ${count(resources, "resource")}`,
    moreKinds: (kinds) => `另有 ${kinds} 类`,
    outputs: (names) => `输出 ${names.join("、")}`,
  },
  forcesReplacement: "导致替换",
  notSet: "未设置",
  secretChanged: (value = "含敏感信息的文本") => `${value} 有变化`,
  noNewline: "（末尾没有换行）",
  option: "选项",
  output: "输出",
  asks: {
    trustedIps: "学校先把新的列表填入企业微信的“企业可信IP”，流量才能从其中新增的 IP 出去",
    cnameTarget: "每所学校的 CNAME 记录改为指向新的名称，之后旧名称才能停用",
    entryUrl: "学校在企业微信里把它设为应用主页",
    hosts: "学校为该域名配置 DNS，并把它加入企业微信的可信域名",
    verifyUrls: "企业微信会到这里取校验文件：学校要重新保存一次可信域名",
    activeEgressIp: "调用企业微信的流量从这里出去：执行 up 之前，它必须已在学校的可信 IP 中",
    egressIps: "不需要在任何地方填写：企业微信要知道的是 trustedIps",
    namespace: "学校的命名空间里运行的其他东西要随之迁移",
    relayUrl: "通知调用企业微信的 pod 改用新的代理地址",
    other: "通知使用它的人",
  },

  level: { mandatory: "强制", advisory: "建议" },
  on: "，资源 ",
  problem: "问题",
  problemLabel: "问题：",
  place: (place, all) => `${place}/${all}`,
  shownFor: (example) => `以 ${example} 为例`,

  markdown: {
    columns: ["Stack", "变化", "违反的规则"],
    stacksHtml: (names, example) => `包括 ${names}；以 ${example} 为例。`,
    moreRules: (rules) => `另有 ${rules} 条`,
    leftOut: "此处省略：",
    someOf: (left, all, what) => `${count(all, what)}中的 ${number(left)} ${counters[what].slice(0, 1)}`,
    linesOf: (groups) => `${count(groups, "group")}中的部分行`,
    detailsOf: ({ first, last }, stacks) => {
      const which = first === last ? `第 ${number(last)} 组` : `第 ${number(first)} 至 ${number(last)} 组`;
      return `${which}的详情，共 ${count(stacks, "stack")}`;
    },
    wholePlanHtml: (command) => `完整的计划：${command}`,
    wholePlanInHtml: (page, command) => `完整的计划见一同写出的 ${page}，或执行 ${command}`,
  },

  html: {
    title: (headline) => `计划：${headline}`,
    property: "属性",
    value: "值",
    base: "变更前",
    head: "变更后",
    outputColumn: "输出",
    sameInHtml: (example) => `以 ${example} 为例，下列各 stack 均相同：`,
    filter: "筛选",
    school: "学校或平台",
    operation: "操作",
    type: "类型",
    rule: "违反的规则",
    any: "全部",
    clear: "清除",
    openAll: "全部展开",
    foldAll: "全部收起",
    showing: (groups, allGroups, stacks, allStacks) =>
      `显示 ${count(allGroups, "group")}中的 ${groups} 组，${count(allStacks, "stack")} 中的 ${stacks} 个。`,
    keyboard: "键盘操作",
    keysHtml: [
      "<kbd>Tab</kbd> 移到下一个控件，<kbd>Enter</kbd> 或 <kbd>Space</kbd> 展开和收起。",
      "在某一组的标题行上：<kbd>↓</kbd> 和 <kbd>↑</kbd> 移到下一组和上一组，<kbd>Home</kbd> 和 <kbd>End</kbd> 移到第一组和最后一组。",
      "在筛选栏里：<kbd>Esc</kbd> 清除筛选。",
    ],
  },
};
