// One station of a message's way.
import { Icon } from "../theme/icon.tsx";
import styles from "./travel-drawer.module.css";

interface StationProps {
  readonly title: string;
  readonly time?: string | number | undefined;
  readonly why?: string | undefined;
  readonly isKnown?: boolean;
  /** The way ended here. */
  readonly isRefusal?: boolean;
}

/** What happened there and when; fainter if it did not happen yet. */
export function Station({ title, time, why, isKnown = true, isRefusal = false }: StationProps) {
  const sign = isRefusal ? "warning" : isKnown ? "check" : "clock";
  return (
    <li className={styles["station"]} data-known={isKnown || undefined} data-refusal={isRefusal || undefined}>
      <span className={styles["sign"]}>
        <Icon name={sign} size={14} />
      </span>
      <div>
        <strong>{title}</strong>
        {time !== undefined && <div className={styles["time"]}>{time}</div>}
        {why && <div className={styles["why"]}>{why}</div>}
      </div>
    </li>
  );
}
