import { decodeBase64Url, encodeBase64Url } from "@std/encoding/base64url";
import { randomBytes } from "../base/mod.ts";
import { KEY_BYTES } from "../secure/primitives.ts";

/** What the browser keeps for this address. */
interface Kept {
  /** The member's secret key. */
  readonly identity: string;
  /** The key of the room that was entered here. */
  readonly room: string;
  readonly name: string;
  readonly draft: string;
}

/** What this tab keeps, so that it is back in the room where it is loaded again. */
interface KeptInTab {
  readonly seated: string;
  readonly secret: string;
}

/** What survives a reload. Where the browser keeps nothing (a private window may not), it is kept for as long as the page is. */
export class Keeper {
  readonly #memory = new Map<string, string>();

  /** The secret key by which the member is known; made on first use. */
  identity(): Uint8Array {
    const kept = decode(this.get("identity"));
    if (kept?.length === KEY_BYTES) return kept;
    const made = randomBytes(KEY_BYTES);
    this.set("identity", encodeBase64Url(made));
    return made;
  }

  /** The key of the room that was entered here before. */
  room(): Uint8Array | undefined {
    return decode(this.get("room"));
  }

  keepRoom(key: Uint8Array): void {
    this.set("room", encodeBase64Url(key));
  }

  get(name: keyof Kept): string {
    return this.#read(() => localStorage, name);
  }

  set(name: keyof Kept, value: string): void {
    this.#write(() => localStorage, name, value);
  }

  getInTab(name: keyof KeptInTab): string {
    return this.#read(() => sessionStorage, name);
  }

  setInTab(name: keyof KeptInTab, value: string): void {
    this.#write(() => sessionStorage, name, value);
  }

  #read(storage: () => Storage, name: string): string {
    try {
      return storage().getItem(`chatroom.${name}`) ?? this.#memory.get(name) ?? "";
    } catch {
      return this.#memory.get(name) ?? "";
    }
  }

  #write(storage: () => Storage, name: string, value: string): void {
    this.#memory.set(name, value);
    try {
      storage().setItem(`chatroom.${name}`, value);
    } catch {
      // Full, or not allowed: this page still has it.
    }
  }
}

function decode(text: string): Uint8Array | undefined {
  try {
    return text === "" ? undefined : decodeBase64Url(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
