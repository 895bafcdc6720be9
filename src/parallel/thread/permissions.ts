/**
 * What a thread may that talks with strangers: everything that the program may, but of files and programs only these
 * files, and to read `readable`. To be given as `deno` in the options of a `Worker`.
 */
export function withFiles(
  paths: readonly string[],
  readable: readonly string[] = [],
): { readonly permissions: Deno.PermissionOptionsObject } {
  const files = paths.length === 0 ? false : [...paths];
  return {
    permissions: {
      net: "inherit",
      env: "inherit",
      sys: "inherit",
      read: files === false && readable.length === 0 ? false : [...paths, ...readable],
      write: files,
      run: false,
      ffi: false,
      import: "inherit",
    },
  };
}
