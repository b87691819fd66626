/** An error of an AWS service: `name` is the exception's name on the wire, answered with HTTP 400. */
export class ServiceError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
