// Asks, once and quietly, whether this browser shall tell somebody what they missed.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../words/use-words.tsx";
import { pushFailure } from "./push-failure.ts";
import styles from "./push-strip.module.css";
import { useInbox, useNotify, usePush } from "./use-notify.tsx";

/** Only after somebody was meant while the page was out of sight; the browser itself asks when "Turn on" is pressed. */
export function PushStrip() {
  const words = useWords();
  const { notify } = words;
  const { push } = useNotify();
  const { wasMissed } = useInbox();
  const { phase, wish, isBusy, failure } = usePush();
  const [isAnswered, setAnswered] = useState(false);
  const isAsked = phase === "off" && wish === undefined && wasMissed;
  if (isAnswered ? phase === "on" || (!isBusy && failure === undefined) : !isAsked) return null;
  const turnOn = () => {
    setAnswered(true);
    void push.turnOn();
  };
  return (
    <section className={styles["strip"]} aria-label={notify.settings}>
      <p className={styles["ask"]} role={failure === undefined ? undefined : "alert"}>
        {failure === undefined ? notify.stripAsk : pushFailure(failure, words)}
      </p>
      {failure === undefined && (
        <Button size="compact-sm" loading={isBusy} onClick={turnOn}>
          {notify.turnOn}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => {
          setAnswered(false);
          push.decline();
        }}
      >
        {failure === undefined ? notify.notNow : words.frame.close}
      </Button>
    </section>
  );
}
