/** Forgets what was remembered first, where there is more than `limit`: one at a time, to be called after each addition. */
export function forgetOldest<K>(remembered: Map<K, unknown> | Set<K>, limit: number): void {
  if (remembered.size <= limit) return;
  const [oldest] = remembered.keys();
  remembered.delete(oldest as K);
}
