/** Where a page asks for what there is to know of the program, and where that is to be had. */
export const ABOUT_PATH = "/about.json";
export const PROGRAM_PATH = "/chatroom";

/** What a page is told of the program, as JSON. */
export interface About {
  readonly version: string;
  /** The host's system, by Deno's names: `linux`, `darwin`, `windows`; `x86_64`, `aarch64`. */
  readonly os: string;
  readonly arch: string;
  /** The room's own port, for terminals. */
  readonly port: number;
  /** The host's program; null where that is no executable. */
  readonly program: {
    readonly path: string;
    readonly name: string;
    /** Bytes. */
    readonly size: number;
    /** In hexadecimal digits. */
    readonly sha256: string;
  } | null;
}
