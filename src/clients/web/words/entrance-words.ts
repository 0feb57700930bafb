// What is said at the entrance.

const english = {
  title: "Come into the courtyard",
  promise: "Chat that does not lose messages. Pick a name and you are in.",
  name: "Your name",
  enter: "Enter",
  entering: "Entering …",
  anotherName: "Suggest another name",
};

const korean: typeof english = {
  title: "마당으로 들어오세요",
  promise: "메시지를 잃지 않는 채팅입니다. 이름만 정하면 바로 이야기할 수 있어요.",
  name: "이름",
  enter: "들어가기",
  entering: "들어가는 중 …",
  anotherName: "다른 이름 추천",
};

/** The entrance's sentences. */
export const entranceWords = { en: english, ko: korean };
