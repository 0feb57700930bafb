// What a browser shows of a notification besides the message: few words, because the service worker carries them too.

const english = {
  hidden: {
    direct: "Somebody wrote to you.",
    mention: "Somebody mentioned you.",
    reply: "Somebody answered you.",
    all: "There is a new message.",
    service: "There is a notice for you.",
  },
  others: (count: number) => `+ ${count} more`,
  test: "This is a test: notifications arrive here.",
};

const korean: typeof english = {
  hidden: {
    direct: "새 메시지가 왔습니다.",
    mention: "누군가 나를 불렀습니다.",
    reply: "누군가 답장했습니다.",
    all: "새 글이 있습니다.",
    service: "새 알림이 있습니다.",
  },
  others: (count) => `외 ${count}개`,
  test: "시험 알림입니다. 여기로 알림이 옵니다.",
};

/** The words of what is pushed. */
export const pushedWords = { en: english, ko: korean };
