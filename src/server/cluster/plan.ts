/** How to serve a room together with other servers. */
export interface ClusterPlan {
  /** Addresses of servers of NATS, `nats://HOST[:PORT]`: of one cluster. */
  readonly servers: readonly string[];
  /** The contents of a `.creds` file; undefined where the cluster asks for none. */
  readonly credentials: Uint8Array | undefined;
  /** On how many servers of NATS the stream is kept, if this server makes it: 1 to 5. */
  readonly replicas: number;
  /** What all servers of the room know: 32 bytes. */
  readonly secret: Uint8Array;
  /** The room's name, by which its stream is found. */
  readonly room: string;
  /** What people call this server. */
  readonly name: string;
}
