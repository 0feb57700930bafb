// What is said among the messages and where one writes.

const english = {
  messages: "Messages",
  placeholder: (channel: string) => `Message ${channel}`,
  send: "Send",
  loading: "Fetching messages …",
  loadingOlder: "Fetching earlier messages …",
  deleted: "This message was deleted.",
  edited: "edited",
  pending: "Sending …",
  waiting: "Waiting for the connection",
  failed: "Not sent",
  retry: "Try again",
  dismiss: "Discard",
  typing: (names: readonly string[], more: number) =>
    more > 0
      ? `${names.join(", ")} and ${more} more are typing …`
      : `${names.join(", ")} ${names.length === 1 ? "is" : "are"} typing …`,
  today: "Today",
  yesterday: "Yesterday",
  toLast: "To the last message",
  newHere: "New",
  custom: (type: string) => `Data for programs: ${type}`,
  empty: (channel: string) => `Nothing was said in ${channel} yet.`,
  greeting: {
    hello: "Welcome to the courtyard! Everybody who comes here meets in #lobby. Three things that work alone:",
    tabTitle: "Open a second tab",
    tab: "What you write here stands there at once.",
    openTab: "Open",
    terminalTitle: "Talk from a terminal",
    terminal: "In the folder of Madang:",
    copy: "Copy",
    copied: "Copied",
    sumTitle: "Let me calculate",
    sum: "I answer, so that everybody reads it:",
    trySum: "Write it",
  },
};

const korean: typeof english = {
  messages: "메시지",
  placeholder: (channel) => `${channel}에 메시지 쓰기`,
  send: "보내기",
  loading: "메시지를 가져오는 중 …",
  loadingOlder: "이전 메시지를 가져오는 중 …",
  deleted: "지운 메시지입니다.",
  edited: "고침",
  pending: "보내는 중 …",
  waiting: "연결을 기다리는 중",
  failed: "보내지 못함",
  retry: "다시 보내기",
  dismiss: "지우기",
  typing: (names, more) => `${names.join(", ")}${more > 0 ? ` 외 ${more}명` : ""} 입력 중 …`,
  today: "오늘",
  yesterday: "어제",
  toLast: "마지막 메시지로",
  newHere: "여기부터 새 글",
  custom: (type) => `프로그램을 위한 자료: ${type}`,
  empty: (channel) => `${channel}에는 아직 아무 말도 없습니다.`,
  greeting: {
    hello: "마당에 오신 것을 환영합니다! 여기 오는 사람은 모두 #lobby에서 만납니다. 혼자서도 해 볼 수 있는 세 가지:",
    tabTitle: "탭을 하나 더 열기",
    tab: "여기 쓴 글이 그곳에 바로 나타납니다.",
    openTab: "열기",
    terminalTitle: "터미널에서 이야기하기",
    terminal: "Madang 폴더에서:",
    copy: "복사",
    copied: "복사됨",
    sumTitle: "계산 시키기",
    sum: "모두가 볼 수 있게 제가 답합니다:",
    trySum: "써 보기",
  },
};

/** The conversation's sentences. */
export const conversationWords = { en: english, ko: korean };
