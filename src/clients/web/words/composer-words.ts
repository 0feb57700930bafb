// What is said where one writes.

type CommandWords = readonly [usage: string, meaning: string];
type Commands = Readonly<
  Record<
    "join" | "make" | "leave" | "dm" | "topic" | "rename" | "invite" | "kick" | "all" | "read" | "sum" | "multiply",
    CommandWords
  >
>;

const englishCommands: Commands = {
  join: ["<channel>", "go to a channel, or with @name to a conversation"],
  make: ["<name> [private]", "make a channel and go to it"],
  leave: ["", "leave this channel"],
  dm: ["<name> [text]", "write to one person; a name with blanks goes in quotes"],
  topic: ["[text]", "say what this channel is about"],
  rename: ["<name>", "give this channel another name"],
  invite: ["<name>", "bring somebody into this channel"],
  kick: ["<name> [reason]", "remove somebody from this channel"],
  all: ["<text>", "say something in the lobby"],
  read: ["", "everything here is read"],
  sum: ["<a> <b>", "say it here, and madang answers with the sum"],
  multiply: ["<a> <b>", "say it here, and madang answers with the product"],
};

const koreanCommands: Commands = {
  join: ["<채널>", "채널로, @이름이면 그 사람과의 대화로 가기"],
  make: ["<이름> [private]", "채널을 만들고 들어가기"],
  leave: ["", "이 채널에서 나가기"],
  dm: ["<이름> [글]", "한 사람에게 쓰기. 빈칸이 있는 이름은 따옴표로"],
  topic: ["[글]", "이 채널의 주제 정하기"],
  rename: ["<이름>", "이 채널의 이름 바꾸기"],
  invite: ["<이름>", "이 채널에 초대하기"],
  kick: ["<이름> [까닭]", "이 채널에서 내보내기"],
  all: ["<글>", "로비에 말하기"],
  read: ["", "여기 있는 글을 모두 읽음으로"],
  sum: ["<a> <b>", "여기에 쓰면 madang이 합을 답합니다"],
  multiply: ["<a> <b>", "여기에 쓰면 madang이 곱을 답합니다"],
};

const english = {
  commands: englishCommands,
  suggestions: "Suggestions",
  unknownCommand: (name: string) =>
    `There is no command /${name}. Type / to see what there is; begin with // to write a text with a slash.`,
  usage: (usage: string) => `It is written ${usage}`,
  editing: "You are changing a message",
  replying: (name: string) => `Reply to ${name}`,
  cancel: "Cancel (Esc)",
  save: "Save",
  room: (count: number) => `${count} characters left`,
  tooLong: (count: number) =>
    `${count.toLocaleString("en")} characters too many: a message holds 4,000. Send it in parts.`,
  pasteTooLong: (count: number) =>
    `Not pasted: ${count.toLocaleString("en")} characters are too many, a message holds 4,000.`,
  control: "There are control characters in it that no message may hold.",
  archived: "This channel is closed for writing.",
};

const korean: typeof english = {
  commands: koreanCommands,
  suggestions: "제안",
  unknownCommand: (name) =>
    `/${name} 명령은 없습니다. /를 치면 명령이 보이고, 빗금으로 시작하는 글은 //로 쓰면 됩니다.`,
  usage: (usage) => `이렇게 씁니다: ${usage}`,
  editing: "메시지를 고치는 중",
  replying: (name) => `${name}님에게 답장`,
  cancel: "취소 (Esc)",
  save: "저장",
  room: (count) => `${count}자 남음`,
  tooLong: (count) => `${count.toLocaleString("ko")}자 넘쳤습니다. 한 메시지는 4,000자까지이니 나누어 보내세요.`,
  pasteTooLong: (count) =>
    `붙여 넣지 않았습니다. ${count.toLocaleString("ko")}자는 너무 깁니다. 한 메시지는 4,000자까지입니다.`,
  control: "메시지에 쓸 수 없는 제어 문자가 있습니다.",
  archived: "닫힌 채널이라 글을 쓸 수 없습니다.",
};

/** The sentences of the place where one writes. */
export const composerWords = { en: english, ko: korean };
