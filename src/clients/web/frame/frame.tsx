// The house: the side with the channels, the channel in front, and who is there; on phones both sides are drawers.
import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { Conversation } from "../conversation/conversation.tsx";
import { NotifyProvider } from "../notify/use-notify.tsx";
import { useToldByWorker } from "../notify/use-told-by-worker.ts";
import { PeopleColumn } from "../people/people-column.tsx";
import { Doorway } from "../place/doorway.tsx";
import { useWhither, WhereaboutsProvider } from "../place/use-whereabouts.tsx";
import { keepRefusals } from "../state/kept-refusals.ts";
import { useActs, useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import { DialogHost } from "./dialog-host.tsx";
import { DialogsProvider, useDialogs } from "./dialogs.tsx";
import styles from "./frame.module.css";
import { Side } from "./side.tsx";
import { useLeftByTabs } from "./use-left-by-tabs.ts";
import { useLooking } from "./use-looking.ts";
import { useSwitcherKey } from "./use-switcher-key.ts";
import { useTitle } from "./use-title.ts";

/** Everything inside, and the dialogs over it. */
export function Frame() {
  return (
    <DialogsProvider>
      <NotifyProvider>
        <WhereaboutsProvider>
          <House />
        </WhereaboutsProvider>
        <DialogHost />
      </NotifyProvider>
    </DialogsProvider>
  );
}

type Drawn = "side" | "people" | undefined;

function House() {
  const { frame } = useWords();
  const { open } = useDialogs();
  const [drawn, setDrawn] = useState<Drawn>();
  const isPhone = useWidthUpTo(760);
  const isNarrow = useWidthUpTo(1080);
  const channelId = useChat((state) => state.channelId);
  const { door } = useWhither();
  const { store } = useActs();
  useEffect(() => keepRefusals(store), [store]);
  useTitle();
  useLooking();
  useLeftByTabs();
  useSwitcherKey();
  useToldByWorker();
  // Whoever chose a channel or opened a dialog wants to see it.
  useEffect(() => setDrawn(undefined), [channelId, door, open, isPhone, isNarrow]);
  const close = () => setDrawn(undefined);
  const openSide = () => setDrawn("side");
  const openPeople = isNarrow ? () => setDrawn("people") : undefined;
  return (
    <div className={styles["frame"]}>
      {!isPhone && <Side className={styles["side"]} onOpenPeople={openPeople} />}
      {door ? (
        <Doorway door={door} className={styles["front"]} onOpenSide={openSide} />
      ) : (
        <Conversation className={styles["front"]} onOpenSide={openSide} onOpenPeople={openPeople} />
      )}
      {!isNarrow && <PeopleColumn className={styles["people"]} />}
      <Drawer.Root
        opened={isPhone && drawn === "side"}
        onClose={close}
        size="min(86vw, 330px)"
        // It keeps its place in the list, and what it watches.
        keepMounted={isPhone}
      >
        <Drawer.Overlay />
        <Drawer.Content aria-label={frame.channels}>
          <Side className={styles["drawer"]} onClose={close} onOpenPeople={openPeople} />
        </Drawer.Content>
      </Drawer.Root>
      <Drawer.Root opened={isNarrow && drawn === "people"} onClose={close} position="right" size="min(86vw, 300px)">
        <Drawer.Overlay />
        <Drawer.Content aria-label={frame.peopleTitle}>
          <PeopleColumn className={styles["drawer"]} onClose={close} />
        </Drawer.Content>
      </Drawer.Root>
    </div>
  );
}

function useWidthUpTo(width: number): boolean {
  return useMediaQuery(`(max-width: ${width}px)`, false, { getInitialValueInEffect: false });
}
