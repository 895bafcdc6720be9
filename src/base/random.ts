/** 16 hexadecimal digits from the system's random source: what nobody guesses and no two draw alike. */
export function randomDigits(): string {
  const [bits = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return bits.toString(16).padStart(16, "0");
}
