/** Whether a region of Alibaba Cloud is in mainland China, where it cuts off hosts whose domain is not filed with it. */
export function isMainland(region: string): boolean {
  return region.startsWith("cn-") && region !== "cn-hongkong";
}
