/** A folder that goes with the test. */
export class Folder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async make(): Promise<Folder> {
    return new Folder(await Deno.makeTempDir({ prefix: "chatroom-test-" }));
  }

  /** The environment of a program whose keys and known rooms are here. */
  get env(): Record<string, string> {
    return { XDG_DATA_HOME: this.path };
  }

  /** Writes a file. Returns its path. */
  async write(name: string, text: string): Promise<string> {
    const path = `${this.path}/${name}`;
    await Deno.writeTextFile(path, text);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
