import { RateLimiter } from "../../base/mod.ts";
import { steadyNow } from "../clock.ts";

/** A file that is sent as it lies on the disk. */
export interface Download {
  readonly path: string;
  /** What it is called where it is saved. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes that are read at a time. */
const CHUNK = 65_536;

/** Chunks a second, of all downloads together: 32 MB, so that the room has most of the thread's time. */
const RATE = { perSecond: 512, burst: 8 };

/** Sends files, all of them together at a limited rate. */
export class Downloads {
  readonly #rate = new RateLimiter(RATE);

  /**
   * The bytes of a file as they were counted: where there are fewer by now, the stream fails.
   *
   * @throws {Error} where it cannot be opened
   */
  async open({ path, size }: Download): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const file = await Deno.open(path, { read: true });
    let left = size;
    let isClosed = false;
    const close = () => {
      if (!isClosed) file.close();
      isClosed = true;
    };
    return new ReadableStream({
      pull: async (controller) => {
        try {
          await this.#turn();
          const buffer = new Uint8Array(Math.min(CHUNK, left));
          const count = await file.read(buffer);
          if (count === null) throw new Error(`Cannot send ${path}: it is shorter than it was`);
          controller.enqueue(buffer.subarray(0, count));
          left -= count;
          if (left > 0) return;
          close();
          controller.close();
        } catch (error) {
          close();
          throw error;
        }
      },
      cancel: close,
    });
  }

  async #turn(): Promise<void> {
    const wait = this.#rate.wait("", steadyNow());
    this.#rate.take("", steadyNow());
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
