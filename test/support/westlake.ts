/** What `gate new` writes for a school westlake with the project's own stacks beside it. */
export const westlake = `# yaml-language-server: $schema=schema.json
config:
  schoolgate:school:
    name: 西湖大学
    platform: hz
    domain: westlake.edu.cn
    # Public host <key>.westlake.edu.cn → upstream of the platform.
    routes: { api1: hub, api2: open }
    # Step 3, from the app's page in WeCom; its Secret by \`pulumi config set --secret schoolgate:wecomSecret -s westlake\`:
    # nothing here uses it, it is kept for the OAuth service.
    # wecom: { corpId: ww…, agentId: 1000002 }
    # Step 4: ./gate verify-file westlake api1 <the downloaded WW_verify_….txt>
    # Step 6: entry: { flag: … }
    egress:
      nat: dedicated
      source:
        cidr: 10.20.34.0/24
        zones: { cn-hangzhou-j: 10.20.34.0/25, cn-hangzhou-i: 10.20.34.128/25 }
      # Two elastic IPs: b stands by for the day when a is blocked.
      addresses: { a: {}, b: {} }
      # Step 5: once the school has entered both in 企业可信IP, trusted: [a, b]
      active: a
`;
