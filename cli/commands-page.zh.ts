import type { CommandWords } from "./commands-page.ts";

const via = "学校的中继；在固定出口 vSwitch 里的机器上写 direct：询问企业微信看到的是哪个 IP";
const tokenFile = "含应用 access token 的文件（从管道读取时写 /dev/stdin）：询问企业微信是否信任这个 IP";
const resolvers = "除本机的以外还要询问的 DNS 服务器";
const lang = "给人看的文字用什么语言。默认按 schoolgate.yaml，没有则为 en";
const fromOutputs = "`pulumi stack output --json` 的文件。默认询问 PATH 上的 pulumi";
const fromRehearsal = "从 stack 的演练里取地址";
const engine =
  "用谁的引擎：演练自己的，或 Pulumi 的 CLI（状态分开保存）；与 --edge 一起时，使用 Pulumi 的 Kubernetes provider。默认 rehearsal";
const schools = "学校或平台：名称，或 'north*' 这样的模式。默认全部";
const ofPlatform = "只是这个平台的：它自己的 stack 和它的学校";
const changed = "只是与分支的起点不同的，与 plan 对这个 ref 找到的相同";
const on = "在哪个平台上";
const run = "做计划的那次运行（GitHub）或流水线（GitLab）";

/** What each command, argument and flag means, in Chinese, by its key: as the definitions say it in English. */
export const texts: Readonly<Record<string, string>> = {
  "address add": "给学校增加一个地址：备用地址，新分配或纳管",
  "address add <school>": "学校",
  "address add --key": "它的键，永不改变。默认为下一个字母",
  "address add --adopt": "纳管这个已有的、没有绑定的 EIP。默认新分配一个",
  "address trusted": "记下学校已把某个地址填入企业可信IP",
  "address trusted <school>": "已经确认的学校",
  "address trusted <key>": "地址的键",
  "address trusted --remove": "反过来：学校已从名单里删除它",
  adopt: "为 nginx 正在服务的学校写 stack 文件，并说明每条指令在网关上会怎样",
  "adopt <school>": "学校的简称（slug）：小写字母、数字和连字符",
  "adopt --name": "学校的名称，供人阅读",
  "adopt --domain": "它的备案域名",
  "adopt --platform": "平台的 stack",
  "adopt --nat": "它的 NAT 网关。默认 dedicated",
  "adopt --cidr": "它的 vSwitch 的网段。默认为 VPC 里下一个没有学校使用的 /24",
  "adopt --zone": "它的 vSwitch 的可用区。默认为平台的其他学校最常用的",
  "adopt --nginx": "旧服务器上 `nginx -T` 的输出（/dev/stdin：来自管道），或一个没有 include 的文件",
  check: "校验 stack：一次列出全部问题，各有位置和出路",
  "check <school…>": schools,
  "check --platform": ofPlatform,
  "check --changed": changed,
  "check --json": "输出一个 JSON 对象：{ ok, stacks, problems, advice }",
  "cloud up": "启动并保留模拟云；输出让客户端连到它的环境变量",
  "cloud up --port": "127.0.0.1 的端口；不写则用空闲的",
  "cloud up --json": "输出一个 JSON 对象：{ state, port, environment, log, folder }",
  "cloud status": "说明模拟云是否在运行，以及它的环境变量",
  "cloud status --json":
    '输出一个 JSON 对象：{ state: "up", port, environment, log, folder } 或 { state: "down" }',
  "cloud down": "停止模拟云；其中的内容保留",
  "edge up": "启动本机网关，直到 `gate edge down`",
  "edge up <platform>": "使用哪个平台的上游",
  "edge status": "说明本机网关是否在运行，以及在哪里",
  "edge down": "停止本机网关",
  handover: "给学校的中文清单：在哪里填什么，一步一步",
  "handover <school>": "学校",
  "handover --format": "html：一个带复制按钮的网页，可用 A4 打印",
  "handover --out": "写入的文件。默认 stdout",
  "handover --cut-over": "带上切换页，用于在用的学校离开旧服务器：TTL、记录、检查、退回",
  "handover --with-probe": "询问学校的状态，写明每一步的进度",
  "handover --via": via,
  "handover --token-file": tokenFile,
  "handover --resolvers": resolvers,
  "handover --from-outputs": fromOutputs,
  "handover --rehearse": fromRehearsal,
  new: "写一个有效的 stack 文件；在终端上会询问缺少的内容",
  "new <school>": "学校的简称（slug）：小写字母、数字和连字符",
  "new --name": "学校的名称，供人阅读",
  "new --domain": "它的备案域名",
  "new --platform": "平台的 stack",
  "new --nat": "它的 NAT 网关。默认 dedicated",
  "new --cidr": "它的 vSwitch 的网段。默认为 VPC 里下一个没有学校使用的 /24",
  "new --zone": "它的 vSwitch 的可用区。默认为平台的其他学校最常用的",
  plan: "一次修改对每所学校做什么，违反哪些规则；不需要凭据",
  "plan <school…>": schools,
  "plan --platform": ofPlatform,
  "plan --against": "与分支的起点相比：与 main、origin/main 等的合并基线。默认不作比较",
  "plan --state": "改为与 `pulumi stack export` 的输出相比；计划它的 stack",
  "plan --format": "stdout 的格式。默认 text；有 --out 时为写了哪些文件",
  "plan --out": "写入的文件，格式由名称决定：.json、.md、.html、.txt；可以写多次",
  "plan --lang": lang,
  probe: "是否真的可用？从这里询问 DNS、各域名和企业微信",
  "probe <school>": "学校",
  "probe --lang": lang,
  "probe --json":
    "输出一个 JSON 对象：{ school, state, at, outputs, checks }；有 --at 时还有 { gateway, differences }",
  "probe --watch": "每分钟询问一次，直到可用",
  "probe --at": "如同 DNS 已切换那样询问这个网关（IPv4 地址或域名）；列出它的应答与现在不同之处",
  "probe --via": via,
  "probe --token-file": tokenFile,
  "probe --resolvers": resolvers,
  "probe --from-outputs": fromOutputs,
  "probe --rehearse": fromRehearsal,
  rehearse: "在模拟环境里上线：不需要云和凭据；先给出计划，再执行",
  "rehearse <school>": "学校，或平台",
  "rehearse --json":
    "输出一个 JSON 对象：{ school, engine, result, changes, steps, outputs, problems, durationMs }",
  "rehearse --reset": "忘掉以前演练的，从空的云开始",
  "rehearse --refresh": "先使状态与模拟环境一致：运行失败之后这样继续",
  "rehearse --swap": "然后切换到这个地址：gate swap --rehearse --yes --allow-dirty",
  "rehearse --edge": "在本机真正的 Kubernetes API、cert-manager 和 Envoy 上：提供服务，直到 Ctrl-C",
  "rehearse --engine": engine,
  "rehearse --yes": "不询问：构建 Pulumi 引擎所需而没有安装的部分",
  retire: "预告学校、平台或学校的某一部分离开：解除它的保护，它继续服务",
  "retire <school>": "学校，或平台",
  "retire <part>": "学校的哪一部分：address。默认全部",
  "retire <key>": "地址的键，不能是当前地址",
  "retire --delete": "第二步，用于学校的某一部分：删除这个键。下一次 up 永久释放地址的 IP，或交还",
  "retire --still-trusted": "用于学校名单里还有的地址：之后得到这个 IP 的人会被信任",
  "review examples": "输出计划里每组的一所学校，最危险的组在前",
  "review examples --plan": "JSON 格式的计划",
  "review examples --most": "最多这么多",
  "review fetch": "在 GitLab 上：从做计划的任务取 plan.json 和 plan.md",
  "review fetch --run": "做计划的流水线",
  "review fetch --out": "写入的目录",
  "review post": "发布一份计划：一条每次改写的评论，每条被违反的策略一个检查",
  "review post --on": on,
  "review post --run": run,
  "review post --plan": "JSON 格式的计划",
  "review post --lang": lang,
  "review post --comment": "Markdown 格式的计划",
  "review post --previews": "gate review preview 写的内容。默认没有预览",
  "review preview": "用 Pulumi 的引擎和策略预览 stack，只保留步骤：不含输入和输出",
  "review preview <school…>": "要预览的 stack",
  "review preview --out": "`<stack>.json` 的目录",
  "review subject": "输出评审中的提交和做计划的运行，形如 commit=… 和 run=… 的行",
  "review subject --on": on,
  "review subject --pull-request": "在 GitHub 上：pull request 的编号",
  "review subject --run": "在 GitLab 上：做计划的流水线",
  status:
    "每所学校的现状，最差的在前：文件、状态、未上线的变化、锁、地址、证书、进行到哪一步；不需要任何密钥",
  "status <school…>": schools,
  "status --platform": ofPlatform,
  "status --changed": changed,
  "status --format": "stdout 的格式。默认 text；有 --out 时为写了哪些文件",
  "status --out": "写入的文件，格式由名称决定：.json、.html、.txt；可以写多次",
  swap: "让一个备用地址成为当前地址：SNAT 条目的一处受保护的修改。加 --all，则为从被封的地址调用的每所学校",
  "swap <school>": "学校；有 --all 时不写",
  "swap --to": "地址的键：已绑定并且可信（必填）",
  "swap --yes": "不询问",
  "swap --commit": "切换完成后只提交新的当前地址；不推送",
  "swap --allow-dirty": "工作区有改动也继续：计划仍须只是切换",
  "swap --via": via,
  "swap --recycle": "之后用 kubectl 逐个重启中继的 pod：没有连接留在旧 IP 上",
  "swap --rehearse": "在模拟环境里：./gate rehearse 上线的内容",
  "swap --engine": "与 --rehearse 一起：由谁的引擎上线的。默认 rehearsal",
  "swap --all": "从被封的地址调用的每所学校",
  "swap --from-blocked": "与 --all 一起：被封的地址或地址段（必填）",
  "swap --at-once": "与 --all 一起：同时切换几所，1 到 8。默认 4",
  "swap --json": "与 --all 一起：输出一个 JSON 对象",
  "verify-file": "把下载的校验文件收进 stack 文件",
  "verify-file <school>": "学校",
  "verify-file <route>": "企业微信询问哪个域名，写它的路由的键，如 api1",
  "verify-file <path>": "下载的文件，不作改动",
};

/** The page in Chinese. */
export const chinese: CommandWords = {
  intro: `# 命令

本页由 \`npm run docs\` 根据命令自己的定义生成。每个命令都可以用 \`--help\` 查看说明（英文）。

退出码：0 正常，1 输入有误或失败，2 \`plan\` 发现变化，3 \`probe\` 有无法询问的项。结果写到 stdout，进度写到 stderr；\`--out\` 整体替换文件，遇到管道或设备则写入
其中。\`./gate --version\` 显示版本；任何命令后加 \`--trace\` 会显示错误出在程序的哪里。
`,
  columns: ["参数", "含义"],
  stop: "。",
  required: "必填。",
  default: (value) => `默认 ${value}。`,
  textOf: (key) => texts[key] ?? "",
};
