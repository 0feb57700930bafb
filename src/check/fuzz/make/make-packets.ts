// Draws packets for a socket of Socket.IO, of which few are what a client of ours would send.
import type { SeededRandom } from "../../plan/seeded-random.ts";
import type { Step } from "../fuzz-case.ts";
import { doHarm, makeHarms } from "./harm.ts";
import { oddText } from "./odd-values.ts";

const packets = [
  '420["call","madang.agent.v1.AgentService/GetDirectory",{},{}]',
  '421["call","madang.channel.v1.ChannelService/SendTyping",{"channelId":"lobby"},{"token":"TOKEN"}]',
  '42["call","madang.agent.v1.AgentService/GetDirectory",{},{}]',
  '420["call"]',
  '420["call",null,null,null]',
  '420["call",{"toString":1},[],[]]',
  '420["call","__proto__","constructor",{"token":{}}]',
  '420["call","madang.channel.v1.ChannelService/Subscribe",{},{"timeoutMs":1e999}]',
  '42["open",1,"madang.channel.v1.ChannelService/Subscribe",{},{"token":"TOKEN"}]',
  '42["open",2,"madang.channel.v1.ChannelService/Publish",null,{"token":"TOKEN"}]',
  '42["open",1,"madang.channel.v1.ChannelService/Publish",{"sends":1},{"token":"TOKEN"}]',
  '42["open",-1,"x"]',
  '42["open",1e308]',
  '42["open","1",[],[],[]]',
  '42["send",1,{"sends":[{}]}]',
  '42["send",2,{"sends":[{"channelId":"lobby","clientMessageId":"p1","text":"hello"}]}]',
  '42["send",2,null]',
  '42["finish",2]',
  '42["cancel",1]',
  '42["cancel"]',
  '42["disconnect"]',
  '42["error",{}]',
  '42["newListener"]',
  '42["__proto__"]',
  "42[]",
  "42{}",
  "42[null]",
  "42",
  "40",
  "40{}",
  "40/other,",
  "41",
  "43[]",
  "430[1]",
  '44{"message":"x"}',
  '451-["call",{"_placeholder":true,"num":0}]',
  '459999999-["call"]',
  "bAAAA",
  "2probe",
  "2",
  "3",
  "5",
  "6",
  "1",
  "0{}",
  "9",
  "",
];

/** Some packets, with or without the handshake before them. */
export function makePackets(random: SeededRandom): Step[] {
  const count = Math.floor(random.between(1, 9));
  const drawn = Array.from({ length: count }, (): Step => {
    const text = random.next() < 0.9 ? (random.pick(packets) as string) : `42${JSON.stringify([oddText(random)])}`;
    return { act: "raw", bytes: doHarm(Buffer.from(text), makeHarms(random, 0.25)) };
  });
  return random.next() < 0.9 ? [{ act: "raw", bytes: Buffer.from("40") }, ...drawn] : drawn;
}
