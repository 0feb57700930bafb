// The choices of what one wants to be told of in one channel: the inside of a menu.
import { Menu } from "@mantine/core";
import styles from "../frame/dialog.module.css";
import { useWork } from "../state/use-work.ts";
import { Icon } from "../theme/icon.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import { endOfMute, type Mute, muteLabel } from "./mute-times.ts";
import { useNotify, useWish } from "./use-notify.tsx";
import type { Wish } from "./wishes.ts";

const levels = ["default", "all", "mentions", "nothing"] as const;
const mutes: readonly Mute[] = ["hour", "eightHours", "tomorrow", "ever"];

interface ChannelWishesProps {
  readonly channelId: string;
  /** Something was set. */
  readonly onDone: () => void;
}

/** A level and a mute. Where something could not be set the reason stands above them. */
export function ChannelWishes({ channelId, onDone }: ChannelWishesProps) {
  const words = useWords();
  const { notify } = words;
  const { wishes } = useNotify();
  const { level, mutedUntil } = useWish(channelId);
  const work = useWork();
  const set = (change: Partial<Wish>) =>
    void work.run(() => wishes.set(channelId, change)).then((isSet) => isSet && onDone());
  const muteFor = (mute: Mute) => set({ mutedUntil: endOfMute(mute, Date.now()) });
  return (
    <>
      {work.failure !== undefined && (
        <Menu.Label className={styles["failure"] ?? ""}>{failureSentence(work.failure, words)}</Menu.Label>
      )}
      <Menu.Label>{notify.tellMe}</Menu.Label>
      {levels.map((each) => (
        <Menu.RadioItem
          key={each}
          value={each}
          checked={level === each}
          checkIcon={<Icon name="check" size={16} />}
          closeMenuOnClick={level === each}
          onChange={() => set({ level: each })}
        >
          {notify.levels[each]}
        </Menu.RadioItem>
      ))}
      <Menu.Divider />
      <Menu.Label>{mutedUntil === undefined ? notify.mute : muteLabel(mutedUntil, Date.now(), words)}</Menu.Label>
      {mutedUntil !== undefined && (
        <Menu.Item closeMenuOnClick={false} onClick={() => set({ mutedUntil: undefined })}>
          {notify.unmute}
        </Menu.Item>
      )}
      {mutedUntil === undefined &&
        mutes.map((mute) => (
          <Menu.Item key={mute} closeMenuOnClick={false} onClick={() => muteFor(mute)}>
            {notify.mutes[mute]}
          </Menu.Item>
        ))}
    </>
  );
}
