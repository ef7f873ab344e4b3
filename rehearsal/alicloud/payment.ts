/** The provider's word for how a resource is paid, from the API's. */
export function paymentType(instanceChargeType: string): string {
  return instanceChargeType === "PrePaid" ? "Subscription" : "PayAsYouGo";
}
