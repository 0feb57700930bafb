// What went wrong, by the reason that the server or the SDK names.

type Failures = Readonly<Record<string, string>>;

// For other reasons the failure's own sentence is in English already.
const english: Failures = {
  GUESTS_OFF: "Guests cannot come in here. Sign in with an account.",
  WRONG_PASSWORD: "Name and password do not match.",
  TOO_MANY_CONNECTIONS:
    "There are too many connections from your address. Close other tabs: this one comes in when there is room.",
  CONNECTION: "The server cannot be reached.",
  DEADLINE: "No answer came in time. Try again.",
  SESSION_ENDED: "Your session is over. Come in again: what you wrote is kept.",
  NO_CREDENTIALS: "Your session is over. Come in again: what you wrote is kept.",
};

const korean: Failures = {
  TEXT_EMPTY: "빈 글입니다. 먼저 무언가 쓰세요.",
  TEXT_TOO_LONG: "글이 너무 깁니다. 4,000자까지이니 나누어 보내세요.",
  TEXT_CONTROL: "글에 제어 문자가 있습니다. 탭과 줄바꿈만 쓸 수 있습니다.",
  EMOJI_INVALID: "반응은 빈칸 없는 1~16자, 보통 이모지 하나입니다.",
  NAME_INVALID: "쓸 수 없는 이름입니다. 글자나 숫자로 시작하세요.",
  NAME_TOO_LONG: "이름이 너무 깁니다.",
  NAME_TAKEN: "이미 있거나 이미 있는 것과 똑같아 보이는 이름입니다. 다른 이름을 고르세요.",
  TOPIC_TOO_LONG: "글이 너무 깁니다. 250자까지입니다.",
  PROFILE_INVALID: "프로필에 쓸 수 없는 값입니다.",
  DIRECT_TO_SELF: "자신과는 대화를 열 수 없습니다.",
  CHANNEL_NOT_FOUND: "그런 채널이 없거나 비공개입니다.",
  MESSAGE_NOT_FOUND: "그 메시지는 이제 없습니다.",
  USER_NOT_FOUND: "그런 이름을 쓰는 사람이 없습니다.",
  MEMBER_NOT_FOUND: "이 채널에 없는 사람입니다.",
  NOT_A_MEMBER: "이 채널에 속해 있지 않습니다. 먼저 들어오세요.",
  NOT_THE_AUTHOR: "남의 메시지입니다. 쓴 사람만 할 수 있습니다.",
  NOT_A_MODERATOR: "그 사람보다 높은 관리자만 할 수 있습니다.",
  NOT_AN_OWNER: "채널 주인만 할 수 있습니다.",
  BANNED: "이 채널에 들어올 수 없게 된 사람입니다.",
  GUESTS_OFF: "손님은 들어올 수 없습니다. 계정으로 로그인하세요.",
  SUSPENDED: "정지된 계정입니다. 운영자에게 물어보세요.",
  CHANNEL_ARCHIVED: "닫힌 채널이라 글을 쓸 수 없습니다.",
  CANNOT_LEAVE: "로비와 둘만의 대화에서는 나갈 수 없습니다.",
  CANNOT_INVITE: "로비와 둘만의 대화에는 초대할 수 없습니다.",
  CANNOT_CHANGE: "로비와 둘만의 대화는 바꿀 수 없습니다.",
  LAST_OWNER: "마지막 주인은 물러날 수 없습니다. 먼저 다른 주인을 정하세요.",
  TOO_MANY_REACTIONS: "반응의 종류가 너무 많습니다.",
  DEVICE_INVALID: "알림을 보낼 수 없는 주소입니다. https로 시작하는 주소를 쓰세요.",
  DEVICE_NOT_FOUND: "그 기기는 이제 없습니다.",
  TARGET_PRIVATE: "이 서버는 내부 주소로 알림을 보내지 않습니다.",
  TOO_MANY_DEVICES: "알림 받을 곳이 너무 많습니다. 먼저 하나를 삭제하세요.",
  DEVICE_RATE: "기기를 너무 자주 등록하거나 시험했습니다. 잠시 기다리세요.",
  SESSION_ENDED: "접속이 끝났습니다. 다시 들어오세요.",
  WRONG_PASSWORD: "이름과 비밀번호가 맞지 않습니다.",
  PASSWORD_TOO_SHORT: "비밀번호가 너무 짧습니다.",
  PASSWORD_TOO_LONG: "비밀번호가 너무 깁니다.",
  NO_PASSWORD: "비밀번호 없이 들어온 사람입니다.",
  TOKEN_INVALID: "받아들일 수 없는 토큰입니다.",
  SEND_RATE: "너무 빨리 보내고 있습니다. 잠시 기다리세요.",
  SIGN_IN_BUSY: "지금 들어오는 사람이 너무 많습니다. 다시 해 보세요.",
  TOO_MANY_CHANNELS: "참여한 채널이 너무 많습니다. 먼저 한 곳에서 나가세요.",
  BACKLOG: "서버가 바쁩니다. 잠시 뒤 다시 해 보세요.",
  STORE_FAILED: "서버가 저장하지 못했습니다. 잠시 뒤 다시 해 보세요.",
  INTERNAL: "서버에 문제가 생겼습니다.",
  SIGN_IN_RATE: "로그인 실패가 너무 많습니다. 잠시 기다리세요.",
  TOO_MANY_CONNECTIONS: "이 주소에서 온 연결이 너무 많습니다. 다른 탭을 닫으면 자리가 나는 대로 연결됩니다.",
  CONNECTION: "서버에 닿을 수 없습니다.",
  SILENT: "서버가 조용합니다.",
  DEADLINE: "제때 답이 오지 않았습니다.",
  DRAINING: "서버가 내려가는 중입니다.",
  OUTBOX_FULL: "보낼 메시지가 너무 많이 쌓였습니다. 잠시 기다리세요.",
  NO_CREDENTIALS: "접속이 끝났습니다. 다시 들어오세요. 쓴 글은 그대로 있습니다.",
};

/** The sentences for failures. */
export const failureWords = { en: english, ko: korean };
