// The emoji that one can react with by a click; any other may come from elsewhere.

/** Those that stand beside every message. */
export const quickEmoji = ["👍", "❤️", "😂"] as const;

/** The small list, the most used first. */
export const emojiList = [
  ..."👍 👎 ❤️ 😂 🎉 👏 🙏 🔥 👀 ✅ ❌ 💯".split(" "),
  ..."😀 😄 😊 🙂 😉 😍 🥰 😎 🤔 😅 😢 😭".split(" "),
  ..."😡 😱 😴 🤯 🥳 🤗 🙄 😬 😇 🤝 💪 👌".split(" "),
  ..."🙌 👋 ✌️ 🤞 ☕ 🍺 🍚 🍜 🎂 🌸 ⭐ 🚀".split(" "),
  ..."💡 📌 ⏰ 🐛 🔧 💬 ❓ ❗ ➕ 🟢 🟡 🔴".split(" "),
] as const;
