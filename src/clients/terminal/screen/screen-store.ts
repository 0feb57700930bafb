// The state of the terminal's screen, and who is told of it.
import { StateStore } from "../../screens/state-store.ts";
import { type ScreenAction, screenReducer } from "./screen-reducer.ts";
import type { ScreenState } from "./screen-state.ts";

/** Twenty-five pictures a second are enough for what others do. */
const frameMs = 40;

/** One state; many changes that come at once are shown once. */
export class ScreenStore extends StateStore<ScreenState, ScreenAction> {
  constructor(state: ScreenState) {
    super(state, screenReducer, frameMs);
  }
}
