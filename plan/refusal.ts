/** A plan that cannot be made at all; nothing was compared. */
export class PlanRefusal extends Error {
  override readonly name = "PlanRefusal";
  /** The way out. */
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}
