import { encodeHex } from "@std/encoding/hex";
import type { Download } from "./download.ts";

/** One file of a page. */
export interface PageFile {
  /** Its media type, as `Content-Type` has it. */
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What a browser is given: files by their paths, the page itself under `/`. */
export interface Page {
  readonly files: ReadonlyMap<string, PageFile>;
  /** Larger files, by their paths. */
  readonly downloads?: ReadonlyMap<string, Download> | undefined;
}

/**
 * What every answer says: take nothing from elsewhere, run nothing that is written into the page, be in nobody's
 * frame, tell nobody where one comes from.
 */
export const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
    "manifest-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // A file is as new as the program: browsers ask whether theirs is, since the address is another room's tomorrow. And
  // without the last word, Deno 2.4 would compress anew what is asked for.
  "cache-control": "no-cache, no-transform",
};

/** An answer in plain text, with what every answer says. */
export function answerText(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

/** A file as it is sent: as it is and, where that is shorter, compressed. */
interface Prepared {
  readonly type: string;
  readonly etag: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer> | undefined;
}

/** A page, ready to be sent. */
export class PreparedPage {
  readonly #files: ReadonlyMap<string, Prepared>;
  readonly #downloads: ReadonlyMap<string, Download>;

  private constructor(
    files: ReadonlyMap<string, Prepared>,
    downloads: ReadonlyMap<string, Download>,
  ) {
    this.#files = files;
    this.#downloads = downloads;
  }

  /** Compresses the files once, for all who ask for them. */
  static async prepare({ files, downloads = new Map() }: Page): Promise<PreparedPage> {
    const prepared = [...files].map(async ([path, file]) =>
      [path, await prepareFile(file)] as const
    );
    return new PreparedPage(new Map(await Promise.all(prepared)), downloads);
  }

  /** The larger file under a path; undefined where there is none. */
  download(path: string): Download | undefined {
    return this.#downloads.get(path);
  }

  /** The answer to a GET of a path; undefined where there is no such file. */
  answer(path: string, headers: Headers): Response | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    const { type, etag, body, gzip } = file;
    const common = { ...HEADERS, "etag": etag, "vary": "Accept-Encoding" };
    if (headers.get("if-none-match") === etag) {
      return new Response(null, { status: 304, headers: common });
    }
    const isZipped = gzip !== undefined && takesGzip(headers.get("accept-encoding") ?? "");
    return new Response(isZipped ? gzip : body, {
      headers: { ...common, "content-type": type, ...isZipped && { "content-encoding": "gzip" } },
    });
  }
}

async function prepareFile({ type, body }: PageFile): Promise<Prepared> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const zipping = new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"));
  const gzip = new Uint8Array(await new Response(zipping).arrayBuffer());
  // A browser that has one form may be told to keep it, whichever it would be sent now.
  const etag = `W/"${encodeHex(hash.subarray(0, 16))}"`;
  return { type, etag, body, gzip: gzip.length < body.length ? gzip : undefined };
}

/** Whether gzip is among the encodings that somebody takes (RFC 9110, section 12.5.3). */
function takesGzip(accepted: string): boolean {
  return accepted.split(",").some((part) => {
    const [coding = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    return coding === "gzip" && !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  });
}
