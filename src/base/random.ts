/** 16 hexadecimal digits from the system's random source: what nobody guesses and no two draw alike. */
export function randomDigits(): string {
  const [bits = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return bits.toString(16).padStart(16, "0");
}

/** Bytes from the system's random source. */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}
