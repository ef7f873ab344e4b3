/** What the plugin reads of each answer (the Read and Describe functions of its Terraform provider). */
export const needed: Readonly<Record<string, { readonly at: string; readonly fields: readonly string[] }>> = {
  "vpc:DescribeVSwitchAttributes": {
    at: "",
    fields: [
      ...["VSwitchId", "CidrBlock", "CreationTime", "Description", "Ipv6CidrBlock", "IsDefault", "Status"],
      ...["VSwitchName", "VpcId", "ZoneId", "EnabledIpv6", "Tags.Tag"],
    ],
  },
  "vpc:DescribeEipAddresses": {
    at: "EipAddresses.EipAddress",
    fields: [
      ...[
        "AllocationId",
        "Name",
        "Bandwidth",
        "EipBandwidth",
        "AllocationTime",
        "DeletionProtection",
        "Status",
      ],
      ...["Description", "HDMonitorStatus", "InternetChargeType", "IpAddress", "ISP", "Mode", "Netmode"],
      ...[
        "ChargeType",
        "SecurityProtectionTypes.SecurityProtectionType",
        "Tags.Tag",
        "InstanceType",
        "InstanceId",
      ],
      "PrivateIpAddress",
    ],
  },
  "vpc:DescribeNatGateways": {
    at: "NatGateways.NatGateway",
    fields: [
      ...[
        "NatGatewayId",
        "Description",
        "ForwardTableIds.ForwardTableId",
        "InternetChargeType",
        "Name",
        "NatType",
      ],
      ...["InstanceChargeType", "NetworkType", "EipBindMode", "AvailabilityMode", "SnatTableIds.SnatTableId"],
      ...[
        "Spec",
        "Status",
        "NatGatewayPrivateInfo.VswitchId",
        "VpcId",
        "DeletionProtection",
        "IcmpReplyEnabled",
      ],
      "PrivateLinkEnabled",
    ],
  },
  "vpc:DescribeRouteTableList": {
    at: "RouterTableList.RouterTableListType",
    fields: [
      ...[
        "RouteTableId",
        "AssociateType",
        "CreationTime",
        "Description",
        "ResourceGroupId",
        "VpcId",
        "Status",
      ],
      ...["RoutePropagationEnable", "RouteTableName", "Tags.Tag", "VSwitchIds.VSwitchId"],
    ],
  },
  "vpc:DescribeRouteTables": {
    at: "RouteTables.RouteTable",
    fields: ["RouteTableId", "VRouterId", "RouteTableType", "Status", "RouteEntrys.RouteEntry"],
  },
  "vpc:DescribeSnatTableEntries": {
    at: "SnatTableEntries.SnatTableEntry",
    fields: [
      ...["EipAffinity", "SnatEntryName", "SnatIp", "SourceCIDR", "SourceVSwitchId", "Status", "SnatEntryId"],
      "SnatTableId",
    ],
  },
  "vpc:ListTagResources": { at: "TagResources.TagResource", fields: ["TagKey", "TagValue"] },
  "ecs:DescribeSecurityGroups": {
    at: "SecurityGroups.SecurityGroup",
    fields: [
      ...["SecurityGroupId", "CreationTime", "Description", "ResourceGroupId", "SecurityGroupName"],
      ...["SecurityGroupType", "VpcId", "Tags.Tag"],
    ],
  },
  "ecs:DescribeSecurityGroupAttribute": {
    at: "",
    fields: ["SecurityGroupId", "InnerAccessPolicy", "VpcId", "Permissions.Permission"],
  },
};
