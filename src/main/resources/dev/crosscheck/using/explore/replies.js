/** An error: what is wrong and what to do. */
export class Refused extends Error {
  constructor(status, error, remedy) {
    super(error);
    this.status = status;
    this.remedy = remedy ?? "";
  }
}
