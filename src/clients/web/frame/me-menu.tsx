// One's own profile and password, notifications, language, theme and the way out.
import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from "@mantine/core";
import { useChat, useGate } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useSpeak, useWords } from "../words/use-words.tsx";
import { useDialogs } from "./dialogs.tsx";

/** A menu behind one button. */
export function MeMenu() {
  const { frame, people, notify, language } = useWords();
  const { show } = useDialogs();
  const hasPassword = useChat((state) => state.me?.kind === "account");
  const speak = useSpeak();
  const gate = useGate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const other = language === "en" ? "ko" : "en";
  const schemes: readonly [MantineColorScheme, string][] = [
    ["auto", frame.system],
    ["light", frame.light],
    ["dark", frame.dark],
  ];
  const leave = (everywhere: boolean) => void gate.leave({ everywhere }).catch(() => undefined);
  return (
    <Menu position="top-end" width={230} shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={frame.menu}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => show({ kind: "profile" })}>{people.edit}</Menu.Item>
        {hasPassword && <Menu.Item onClick={() => show({ kind: "password" })}>{people.password}</Menu.Item>}
        <Menu.Item onClick={() => show({ kind: "notifications" })}>{notify.settings}</Menu.Item>
        <Menu.Divider />
        <Menu.Item lang={other} onClick={() => speak(other)}>
          {frame.language}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{frame.theme}</Menu.Label>
        {schemes.map(([scheme, label]) => (
          <Menu.Item
            key={scheme}
            rightSection={colorScheme === scheme && <Icon name="check" size={16} />}
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => leave(false)}>{frame.leave}</Menu.Item>
        <Menu.Item onClick={() => leave(true)}>{people.signOutEverywhere}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
