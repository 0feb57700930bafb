// The built-in member's greeting above the lobby's first message: made by the page, said to nobody.
import { Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useActs } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./greeting.module.css";
import { RowShape } from "./row-shape.tsx";

const terminalCommand = "npm run chat -- --name ann";
const sumCommand = "/sum 1 2";
const builtIn = { id: "madang", name: "madang" };

/** Three things to try alone. */
export function Greeting() {
  const { greeting } = useWords().conversation;
  const acts = useActs();
  return (
    <RowShape person={builtIn} at={undefined} isContinued={false}>
      <p className={styles["hello"]}>{greeting.hello}</p>
      <ol className={styles["things"]}>
        <Thing title={greeting.tabTitle} text={greeting.tab}>
          <Button size="compact-sm" variant="light" component="a" href="/" target="_blank" rel="noopener">
            {greeting.openTab}
          </Button>
        </Thing>
        <Thing title={greeting.terminalTitle} text={greeting.terminal} code={terminalCommand}>
          <CopyButton value={terminalCommand}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="light" onClick={copy}>
                {copied ? greeting.copied : greeting.copy}
              </Button>
            )}
          </CopyButton>
        </Thing>
        <Thing title={greeting.sumTitle} text={greeting.sum} code={sumCommand}>
          <Button size="compact-sm" variant="light" onClick={() => acts.say(sumCommand)}>
            {greeting.trySum}
          </Button>
        </Thing>
      </ol>
    </RowShape>
  );
}

interface ThingProps {
  readonly title: string;
  readonly text: string;
  readonly code?: string;
  readonly children: ReactNode;
}

function Thing({ title, text, code, children }: ThingProps) {
  return (
    <li className={styles["thing"]}>
      <div className={styles["words"]}>
        <strong>{title}</strong>
        <span className={styles["text"]}>
          {text} {code && <code className={styles["code"]}>{code}</code>}
        </span>
      </div>
      {children}
    </li>
  );
}
