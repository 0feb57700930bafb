// Asks, once and quietly, whether this browser shall tell somebody what they missed.
import { Button } from "@mantine/core";
import { useWords } from "../words/use-words.tsx";
import styles from "./push-strip.module.css";
import { useInbox, useNotify, usePush } from "./use-notify.tsx";

/** Only after somebody was meant while the page was out of sight; the browser itself asks when "Turn on" is pressed. */
export function PushStrip() {
  const { notify: words } = useWords();
  const { push } = useNotify();
  const { wasMissed } = useInbox();
  const { phase, wish, isBusy, failure } = usePush();
  if (phase !== "off" || wish !== undefined || !wasMissed || failure !== undefined) return null;
  return (
    <section className={styles["strip"]} aria-label={words.settings}>
      <p className={styles["ask"]}>{words.stripAsk}</p>
      <Button size="compact-sm" loading={isBusy} onClick={() => void push.turnOn()}>
        {words.turnOn}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => push.decline()}>
        {words.notNow}
      </Button>
    </section>
  );
}
