import type { DoctorTexts } from "./texts.ts";

export const chinese: DoctorTexts = {
  verdict: { ok: "正常", warning: "注意", fault: "故障" },
  withAdvice: (text, advice) => `${text}：${advice}`,

  address: (name, cidr) => `${name} 的地址是 ${cidr}`,
  loopback: (name, cidr) => `${name} 的地址是 ${cidr}，只供本机使用`,
  virtual: (name, cidr) => ({
    text: `${name} 的地址是 ${cidr}，供本机的容器或虚拟机使用`,
    advice: "网络里的其他人到不了它，请告诉别人另一个地址",
  }),
  tunnel: (name, cidr) => ({
    text: `${name} 的地址是 ${cidr}，在 VPN 之类的隧道里`,
    advice: "只有同一隧道里的人能到达；如果找不到别人，请断开隧道再试",
  }),
  selfAssigned: (name, cidr) => ({
    text: `${name} 的地址是 ${cidr}，是它自己取的`,
    advice: "网络没有分配地址：请重新连接，或检查路由器（DHCP）",
  }),
  noNetwork: {
    text: "本机除了自己的地址，没有别的地址",
    advice: "请用网线或无线连接一个网络",
  },
  noIPv4: {
    text: "本机没有网络里的 IPv4 地址",
    advice: "聊天室只能通过 IPv4 找到：请让别人用 IPv6 地址进入",
  },

  multicastWorks: (name, address) => `${name}（${address}）上的组播能发出，也能收回`,
  multicastLost: (name, address) => ({
    text: `${name}（${address}）上的组播收不回来`,
    advice: "请让本机防火墙放行 UDP 端口 28888，进出都要",
  }),
  multicastNone: (name, address) => ({
    text: `${name}（${address}）不能组播`,
    advice: "那里找不到聊天室：请用地址进入",
  }),
  groupPortTaken: (port) => ({
    text: `UDP 端口 ${port} 被一个不共用它的程序占用`,
    advice: "请结束那个程序：在此之前别人找不到这里的聊天室",
  }),
  roomsFound: (rooms) => `通过组播找到：${rooms.join("、")}`,
  roomsElsewhere: (rooms) => `在它们自己的地址找到：${rooms.join("、")}`,
  noRoomsFound: (program) => ({
    text: "没有聊天室应答组播",
    advice:
      `用 ${program} host 开一个；如果已经开了，在那边运行 ${program} doctor --wait，在这边运行 ${program} doctor 主机`,
  }),

  roomAnswers: (other) => `${other} 有聊天室应答`,
  secretRoomAnswers: (other) => `${other} 有要密码的聊天室应答`,
  otherAnswers: (other) => ({
    text: `${other} 的聊天室是另一个版本`,
    advice: "请在两边使用同一版本的程序",
  }),
  waiterAnswers: (other) => `${other} 有 doctor --wait 应答`,
  nobodyAnswers: (other, program) => ({
    text: `${other} 没有任何应答`,
    advice:
      `请在那边运行 ${program} doctor --wait：如果它收到本机的数据，是这边或那边的防火墙丢弃了应答；如果没有，是发过去的被丢弃了`,
  }),
  noRoute: (other) => ({
    text: `本机不能向 ${other} 发送`,
    advice: "本机没有这一类地址：请换一个",
  }),
  pageAnswers: (url) => `浏览器可以在 ${url} 打开聊天室的网页`,
  pageNotTrusted: (url) => ({
    text: `这里不信任 ${url} 的证书`,
    advice: "用证书上的名称访问，或换一个浏览器信任的证书",
  }),
  noPage: (other) => ({
    text: `浏览器在 ${other} 打不开网页`,
    advice: "那边的聊天室用了 --web off 或别的端口：请看它打开时的说明",
  }),
  otherPage: (other) => ({
    text: `在 ${other} 应答 HTTP 的是别的程序`,
    advice: "要让浏览器打开网页，那边请用 --web 换一个端口",
  }),
  pageSilent: (other) => ({
    text: `${other} 没有应答 HTTP`,
    advice: "要让浏览器打开网页，请在那边的防火墙放行这个 TCP 端口",
  }),
  notAnnounced: (other, program) => ({
    text: `通过组播找不到 ${other} 的聊天室`,
    advice:
      `可以用 ${program} join ${other} 进入；它可能没有公告，或者网络丢弃组播：那样请把 ${other} 写进 CHATROOM_ROOMS`,
  }),
  bothWays: (bytes, other) => `${bytes} 字节能往返 ${other}`,
  bothWaysIn: (bytes, other, milliseconds) =>
    `${bytes} 字节能往返 ${other}，用时 ${milliseconds} ms`,
  noneBack: (bytes, other) => ({
    text: `${bytes} 字节不能往返 ${other}`,
    advice: "请在那边运行 doctor --wait，看哪个方向被丢弃",
  }),
  notOut: (bytes, other) => ({
    text: `${bytes} 字节不能从这里到 ${other}`,
    advice: "这边的防火墙丢弃了发出的，或那边的丢弃了收到的",
  }),
  notIn: (bytes, other) => ({
    text: `${bytes} 字节不能从 ${other} 到这里`,
    advice: "那边的防火墙丢弃了发出的，或这边的丢弃了收到的",
  }),
  tooLong: "这个方向上丢弃了长的数据报：请给 VPN 或隧道设更小的 MTU；聊天会在停顿之后改用短的",
  groupArrives: (other) => `组播能到 ${other}，也能从那里到这里`,
  groupNotOut: (other) => ({
    text: `组播不能从这里到 ${other}`,
    advice: "请在那边放行 UDP 端口 28888，并让网络转发组播（关闭客户端隔离）；否则用地址进入",
  }),
  groupNotIn: (other) => ({
    text: `组播不能从 ${other} 到这里`,
    advice: "请在这边放行 UDP 端口 28888，并让网络转发组播（关闭客户端隔离）；否则用地址进入",
  }),
  otherNetwork: (other) => ({
    text: `${other} 在另一个网络里，组播到不了那里`,
    advice: "请把它的地址写进 CHATROOM_ROOMS 或 rooms 文件，就能找到那里的聊天室",
  }),
  clockAgrees: (other) => `${other} 的时钟与本机一致`,
  clockAhead: (other, seconds) => ({
    text: `${other} 的时钟比本机快 ${seconds} 秒`,
    advice: "请校正不准的那一个：聊天里的时间以主持人的为准",
  }),
  clockBehind: (other, seconds) => ({
    text: `${other} 的时钟比本机慢 ${seconds} 秒`,
    advice: "请校正不准的那一个：聊天里的时间以主持人的为准",
  }),

  canKeep: (folder) => `文件可以保存在 ${folder}`,
  noFolder: {
    text: "没有可以保存文件的目录",
    advice: "请设 HOME 或 XDG_DATA_HOME：否则密钥和聊天室随每次运行结束",
  },
  cannotKeep: (why) => ({
    text: why,
    advice: "请腾出空间或取得写入的权限，或设 XDG_DATA_HOME",
  }),

  waiting: (port) => `在 UDP 端口 ${port} 等待；Ctrl-C 结束`,
  runThere: "请在那边运行下面任意一行：",
  heardNobody: (port) => ({
    text: "没有收到任何人的数据",
    advice:
      `如果那边运行过 doctor，请让本机防火墙放行进来的 UDP 端口 ${port}；否则是那边丢弃了发出的`,
  }),
  heardGroupOnly: (hosts, port) => ({
    text: `只收到了 ${hosts.join("、")} 的组播`,
    advice: `如果那边运行过 doctor，请让本机防火墙放行进来的 UDP 端口 ${port}`,
  }),
  stranger: (other, program) => ({
    text: `${other} 来询问，但不在私有网络里`,
    advice: `如果那就是另一边，请运行 ${program} doctor --wait ${other}`,
  }),
  portWithWait: "不能等待带端口的主机：等待的端口请用 --port",
  portWithoutWait: "没有 --wait 时不能用 --port：请写 主机:端口",
};
