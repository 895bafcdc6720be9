/** What of an error crosses to the parent. */
export interface ErrorReport {
  /** Name of its class, as in "RangeError". */
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: ErrorReport;
}

/** Built-in classes that an error keeps on its way; any other arrives as an `Error` with its name. */
const CLASSES: Readonly<Record<string, new (message: string) => Error>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** What of a thrown value is sent to the parent; `depth` ends a chain of causes that is a circle. */
export function report(thrown: unknown, depth = 8): ErrorReport {
  if (!(thrown instanceof Error)) {
    const message = `A value that is no error was thrown: ${Deno.inspect(thrown)}`;
    return { name: "Error", message, stack: `Error: ${message}` };
  }
  const { message, cause } = thrown;
  const name = nameOf(thrown);
  const own = { name, message, stack: thrown.stack ?? `${name}: ${message}` };
  return cause === undefined || depth === 0 ? own : { ...own, cause: report(cause, depth - 1) };
}

/** The name that an error gave itself, or that of its class. */
function nameOf(error: Error): string {
  const named = error instanceof DOMException || Object.hasOwn(error, "name");
  return named ? error.name : error.constructor.name;
}

/** The error that was reported, with the child's stack and a last line that names the child. */
export function revive(report: ErrorReport, child: string): Error {
  const { name, message, stack, cause } = report;
  const error = name === "AbortError" || name === "TimeoutError"
    ? new DOMException(message, name)
    : new (CLASSES[name] ?? Error)(message);
  const define = (property: string, value: unknown) =>
    Object.defineProperty(error, property, { value, configurable: true, writable: true });
  if (error.name !== name) define("name", name);
  define("stack", `${stack}\n    in ${child}`);
  if (cause) define("cause", revive(cause, child));
  return error;
}
