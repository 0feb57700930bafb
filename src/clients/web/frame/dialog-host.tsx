// The one place where dialogs are shown.
import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { BrowseChannels } from "../channels/browse-channels.tsx";
import { ChannelDetails } from "../channels/channel-details.tsx";
import { channelLabel } from "../channels/channel-label.ts";
import { NewChannel } from "../channels/new-channel.tsx";
import { QuickSwitcher } from "../channels/quick-switcher.tsx";
import { InboxPanel } from "../notify/inbox-panel.tsx";
import { NotificationSettings } from "../notify/notification-settings.tsx";
import { NewMessage } from "../people/new-message.tsx";
import { PasswordForm } from "../people/password-form.tsx";
import { PersonCard } from "../people/person-card.tsx";
import { ProfileForm } from "../people/profile-form.tsx";
import { useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./dialog.module.css";
import { type Dialog, useDialogs } from "./dialogs.tsx";
import { keepFocusIn } from "./keep-focus-in.ts";

/** The dialog that is open; the whole screen on phones. */
export function DialogHost() {
  const { frame } = useWords();
  const { open, close } = useDialogs();
  const isPhone = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
  const body = useRef<HTMLDivElement>(null);
  const place = useCallback((element: HTMLDivElement) => {
    body.current = element;
    return keepFocusIn(element);
  }, []);
  // The library does so when a dialog opens, not when one follows another.
  useEffect(() => {
    const marked = body.current?.querySelector<HTMLElement>("[data-autofocus]");
    const first = marked ?? body.current?.querySelector<HTMLElement>("button, input, textarea");
    if (open) first?.focus();
  }, [open]);
  return (
    <Modal
      opened={open !== undefined}
      onClose={close}
      fullScreen={isPhone}
      yOffset="10vh"
      title={<Title dialog={open} />}
      classNames={{ title: styles["title"] ?? "", content: styles["content"] ?? "", header: styles["content"] ?? "" }}
      closeButtonProps={{ "aria-label": frame.close }}
    >
      <div ref={place} tabIndex={-1} className={styles["body"]}>
        {open && contentOf(open)}
      </div>
    </Modal>
  );
}

function contentOf(dialog: Dialog): ReactNode {
  switch (dialog.kind) {
    case "newChannel":
      return <NewChannel />;
    case "browse":
      return <BrowseChannels />;
    case "newMessage":
      return <NewMessage />;
    case "switcher":
      return <QuickSwitcher />;
    case "profile":
      return <ProfileForm />;
    case "password":
      return <PasswordForm />;
    case "inbox":
      return <InboxPanel />;
    case "notifications":
      return <NotificationSettings />;
    case "channel":
      return <ChannelDetails key={dialog.channelId} channelId={dialog.channelId} />;
    case "person":
      return <PersonCard key={dialog.person.id} person={dialog.person} />;
  }
}

function Title({ dialog }: { readonly dialog: Dialog | undefined }) {
  const { channels, people, notify } = useWords();
  const id = dialog?.kind === "channel" ? dialog.channelId : undefined;
  const label = channelLabel(useChat((state) => state.channels.find(({ channelId }) => channelId === id)));
  const titles = {
    newChannel: channels.create,
    browse: channels.browse,
    newMessage: people.newMessage,
    switcher: channels.switcher,
    profile: people.myProfile,
    password: people.password,
    inbox: notify.inbox,
    notifications: notify.settings,
    channel: label,
    person: people.profile,
  };
  return dialog && titles[dialog.kind];
}
