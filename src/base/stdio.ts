/** Milliseconds until a stream that was busy is tried again. */
const PAUSE = 5;

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all bytes to a standard stream. Another program that shares the terminal or pipe may have made it
 * non-blocking: then it is waited for where it is full.
 */
export function writeFully(
  stream: { writeSync(bytes: Uint8Array): number },
  bytes: Uint8Array,
): void {
  for (let done = 0; done < bytes.length;) {
    try {
      done += stream.writeSync(bytes.subarray(done));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(pause, 0, 0, PAUSE);
    }
  }
}

/**
 * Reads from the standard input: returns the number of bytes, or null at its end. It waits where another
 * program has made the input non-blocking and nothing is there.
 */
export async function readInput(buffer: Uint8Array): Promise<number | null> {
  for (;;) {
    try {
      return await Deno.stdin.read(buffer);
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** The standard input as a stream. */
export function inputStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const buffer = new Uint8Array(65_536);
      const length = await readInput(buffer);
      if (length === null) controller.close();
      else controller.enqueue(buffer.subarray(0, length));
    },
  }, { highWaterMark: 0 });
}
