// The state of the page, and who is told of it.
import { StateStore } from "../../screens/state-store.ts";
import { type ChatAction, chatReducer } from "./chat-reducer.ts";
import type { ChatState } from "./chat-state.ts";

/** One picture a frame of the screen is enough for what others do; a timer, because hidden tabs draw no frames. */
const frameMs = 16;

/** One state; many changes that come at once are shown once. */
export class ChatStore extends StateStore<ChatState, ChatAction> {
  constructor(state: ChatState) {
    super(state, chatReducer, frameMs);
  }
}
