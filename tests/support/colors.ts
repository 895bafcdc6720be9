import { getColorEnabled, setColorEnabled } from "@std/fmt/colors";

/** Runs a test with colours on or off, and puts them back as they were. */
export function withColors(enabled: boolean, run: () => void): void {
  const before = getColorEnabled();
  setColorEnabled(enabled);
  try {
    run();
  } finally {
    setColorEnabled(before);
  }
}
