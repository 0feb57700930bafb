// The way in: one field with a suggested name, one button; below them the way of those who have an account.

import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { ChatError } from "../../sdk/browser.ts";
import { LanguageSwitch } from "../frame/language-switch.tsx";
import { useWords } from "../words/use-words.tsx";
import { AccountForm } from "./account-form.tsx";
import { keepText, keptText } from "./browser-storage.ts";
import styles from "./entrance.module.css";
import { GuestForm } from "./guest-form.tsx";
import type { Entry, Phase, SessionGate } from "./session-gate.ts";
import { suggestedName } from "./suggested-name.ts";

interface EntranceProps {
  readonly gate: SessionGate;
  readonly phase: Exclude<Phase, { type: "inside" }>;
}

type Way = "guest" | "signIn" | "signUp";

/** What somebody sees who is not inside; whoever came with a password finds that way the next time. */
export function Entrance({ gate, phase }: EntranceProps) {
  const words = useWords();
  const [way, setWay] = useState<Way>(() => (keptText("way") === "account" ? "signIn" : "guest"));
  const [suggested] = useState(() => suggestedName(words.language));
  const [name, setName] = useState(() => phase.name ?? (way === "guest" ? suggested : (keptText("name") ?? "")));
  const failure = phase.type === "outside" ? phase.failure : undefined;
  const [seen, setSeen] = useState<unknown>();
  useEffect(() => {
    if (failure instanceof ChatError && failure.reason === "GUESTS_OFF") setWay("signIn");
  }, [failure]);
  const turn = (next: Way) => {
    // What went wrong on one way is not said on the other.
    setSeen(failure);
    setWay(next);
    // A suggested name is nobody's account.
    if (next !== "guest" && name === suggested) setName("");
    if (next === "guest" && name === "") setName(suggested);
  };
  const enter = (entry: Entry) => {
    keepText("way", entry.kind);
    void gate.enter(entry);
  };
  const shared = {
    name,
    onName: setName,
    isEntering: phase.type === "entering",
    failure: failure === seen ? undefined : failure,
    onEnter: enter,
  };
  return (
    <main className={styles["place"]}>
      <div className={styles["card"]}>
        <img src="/icon.svg" alt="" width={52} height={52} />
        {way === "guest" ? <GuestForm {...shared} /> : <AccountForm key={way} isNew={way === "signUp"} {...shared} />}
        <div className={styles["ways"]}>
          {(["guest", "signIn", "signUp"] as const)
            .filter((other) => other !== way)
            .map((other) => (
              <Button key={other} variant="subtle" size="compact-sm" onClick={() => turn(other)}>
                {
                  {
                    guest: words.entrance.asGuest,
                    signIn: words.entrance.haveAccount,
                    signUp: words.entrance.wantAccount,
                  }[other]
                }
              </Button>
            ))}
        </div>
      </div>
      <LanguageSwitch />
    </main>
  );
}
