// A person as a coloured square with the first letter of the name: the same colour wherever they appear.
import type { Person } from "../../sdk/browser.ts";
import styles from "./avatar.module.css";
import { firstLetter, hueOf } from "./avatar-look.ts";

/** Says nothing to a screen reader: the name stands beside it. */
export function Avatar({ person, size = 36 }: { readonly person: Person; readonly size?: number }) {
  const isBuiltIn = person.id === "madang";
  if (isBuiltIn) return <img className={styles["avatar"]} src="/icon.svg" alt="" width={size} height={size} />;
  const style = { "--hue": hueOf(person.id), width: size, height: size, fontSize: Math.round(size * 0.44) };
  return (
    <span className={styles["avatar"]} style={style} aria-hidden="true">
      {firstLetter(person.name)}
    </span>
  );
}
