import { assert, assertEquals } from "@std/assert";
import { forge, mutate } from "../support/forge.ts";
import { LinkPair } from "../support/link_pair.ts";
import { SCALE } from "../support/scale.ts";

/** Damaged datagrams against one session. */
const DAMAGED = 225_000 * SCALE;

/** Datagrams that only the other end can have sent, with damaged frames in them, and after how many of them a new session begins. */
const RESEALED = 25_000 * SCALE;
const RESEALED_PER_SESSION = 1000;

/** Bytes by which the heap may be larger afterwards: less than 64 for each datagram. */
const GROWTH = 64_000_000;

/** Datagrams that were seen on the way, in one direction: the newest ones. */
class Traffic {
  readonly datagrams: Uint8Array[] = [];
  #count = 0;

  add(datagrams: readonly Uint8Array[]): void {
    for (const datagram of datagrams) this.datagrams[this.#count++ % 100] = datagram.slice();
  }
}

/** Both ends say something, and all of it arrives. */
function talk(pair: LinkPair, toServer: Traffic, toMember: Traffic): void {
  pair.say(pair.random.bytes(1 + pair.random.below(2000)));
  pair.member.requests.append(pair.random.bytes(1 + pair.random.below(2000)));
  for (let round = 0; round < 3; round++) {
    const [down, up] = [pair.fromServer(), pair.fromMember()];
    toMember.add(down);
    toServer.add(up);
    pair.toMember(down);
    pair.toServer(up);
    pair.now += 20;
    pair.server.timeout(pair.now);
    pair.member.timeout(pair.now);
  }
}

function heap(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

Deno.test(`\`Connection\` stands ${DAMAGED} damaged datagrams amid its own, and both ends stay right`, () => {
  const pair = new LinkPair();
  const { random } = pair;
  const [toServer, toMember] = [new Traffic(), new Traffic()];
  talk(pair, toServer, toMember);
  const before = heap();
  for (let count = 1; count <= DAMAGED; count++) {
    const [traffic, deliver] = random.below(2) === 0
      ? [toServer, (datagram: Uint8Array) => pair.toServer([datagram])] as const
      : [toMember, (datagram: Uint8Array) => pair.toMember([datagram])] as const;
    const other = random.pick(random.below(2) === 0 ? toServer.datagrams : toMember.datagrams);
    deliver(mutate(random, random.pick(traffic.datagrams), other));
    if (count % 1000 === 0) talk(pair, toServer, toMember);
  }
  pair.exchange(20);
  assertEquals([pair.member.end, pair.seat.end], [undefined, undefined]);
  pair.member.room.assertIs(pair.server.room);
  pair.seat.requests.assertIs(pair.member.requests);
  const growth = heap() - before;
  assert(growth < GROWTH, `${growth} bytes`);
});

Deno.test(`\`Connection\` stands ${RESEALED} datagrams with damaged frames in them: it may end, but nothing else`, () => {
  const before = heap();
  for (let seed = 1; seed <= RESEALED / RESEALED_PER_SESSION; seed++) {
    const pair = new LinkPair({ seed });
    const { random } = pair;
    const [toServer, toMember] = [new Traffic(), new Traffic()];
    for (let count = 0; count < 5; count++) talk(pair, toServer, toMember);
    for (let number = 1000; number < 1000 + RESEALED_PER_SESSION; number++) {
      const isUp = random.below(2) === 0;
      const { datagrams } = isUp ? toServer : toMember;
      const plain = () => pair.open(random.pick(datagrams));
      const damaged = mutate(random, plain(), plain());
      const keys = isUp ? pair.keys : pair.seat.session.keys;
      const sealed = forge(keys, number + random.below(3), (writer) => writer.bytes(damaged));
      if (isUp) pair.toServer([sealed]);
      else pair.toMember([sealed]);
      if (number % 50 === 0) talk(pair, toServer, toMember);
    }
    pair.now += 10_000;
    pair.server.timeout(pair.now);
    pair.member.timeout(pair.now);
  }
  const growth = heap() - before;
  assert(growth < GROWTH, `${growth} bytes`);
});
