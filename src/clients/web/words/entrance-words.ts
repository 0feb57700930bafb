// What is said at the entrance.

const english = {
  title: "Come into the courtyard",
  promise: "Chat that does not lose messages. Pick a name and you are in.",
  name: "Your name",
  enter: "Enter",
  entering: "Entering …",
  haveAccount: "Sign in",
  wantAccount: "Create an account",
  asGuest: "Come in by name alone",
  signInTitle: "Welcome back",
  signIn: "Sign in",
  signUpTitle: "Create an account",
  signUpPromise: "A name that stays yours, on every device.",
  signUp: "Create the account",
  password: "Password",
  passwordHint: "At least 8 characters",
  taken: "Somebody has that name, with another password. Choose another name, or sign in.",
};

const korean: typeof english = {
  title: "마당으로 들어오세요",
  promise: "메시지를 잃지 않는 채팅입니다. 이름만 정하면 바로 이야기할 수 있어요.",
  name: "이름",
  enter: "들어가기",
  entering: "들어가는 중 …",
  haveAccount: "로그인",
  wantAccount: "계정 만들기",
  asGuest: "이름만으로 들어가기",
  signInTitle: "다시 만나서 반가워요",
  signIn: "로그인",
  signUpTitle: "계정 만들기",
  signUpPromise: "어느 기기에서나 내 이름으로 들어올 수 있어요.",
  signUp: "계정 만들기",
  password: "비밀번호",
  passwordHint: "8자 이상",
  taken: "이미 다른 사람이 쓰는 이름입니다. 다른 이름을 고르거나 로그인하세요.",
};

/** The entrance's sentences. */
export const entranceWords = { en: english, ko: korean };
