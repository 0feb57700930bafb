// The inbox: everything that somebody was told of, the latest first.
import { Button } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import type { InboxItem } from "../../sdk/browser.ts";
import dialogStyles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./inbox-panel.module.css";
import { InboxRow } from "./inbox-row.tsx";
import { type InboxFilter, useInboxItems } from "./use-inbox-items.ts";
import { useNotify } from "./use-notify.tsx";

const filters: readonly InboxFilter[] = ["all", "mentions", "direct"];

/** Up and down go through the items, Enter opens one's message. */
export function InboxPanel() {
  const { notify, conversation } = useWords();
  const [filter, setFilter] = useState<InboxFilter>("all");
  const { items, more, failure } = useInboxItems(filter);
  const { inbox } = useNotify();
  const { notifications } = useClient();
  const work = useWork();
  const acknowledge = (what: Parameters<typeof notifications.acknowledge>[0]) =>
    void work.run(async () => inbox.acknowledged(await notifications.acknowledge(what)));
  const open = (items ?? []).filter((item) => !item.acknowledged);
  const acknowledgeAll = () => {
    const [latest] = items ?? [];
    // Those that a filter hides were not seen.
    if (filter === "all" && latest) acknowledge({ through: latest.at });
    else acknowledge({ itemIds: open.map(({ id }) => id) });
  };
  return (
    <>
      <div className={styles["top"]} role="group" aria-label={notify.filter}>
        {filters.map((each) => (
          <Button
            key={each}
            size="compact-sm"
            variant={each === filter ? "light" : "subtle"}
            color={each === filter ? "teal" : "gray"}
            aria-pressed={each === filter}
            onClick={() => setFilter(each)}
          >
            {notify[each]}
          </Button>
        ))}
        {open.length > 0 && (
          <Button
            className={styles["acknowledgeAll"] ?? ""}
            size="compact-sm"
            variant="default"
            onClick={acknowledgeAll}
          >
            {notify.acknowledgeAll}
          </Button>
        )}
      </div>
      <Failure of={failure ?? work.failure} />
      {items === undefined && failure === undefined && <p className={dialogStyles["note"]}>{conversation.loading}</p>}
      {items?.length === 0 && <Empty />}
      {items && <Rows items={items} onAcknowledge={(id) => acknowledge({ itemIds: [id] })} />}
      {more && (
        <Button variant="subtle" fullWidth onClick={more}>
          {notify.more}
        </Button>
      )}
    </>
  );
}

interface RowsProps {
  readonly items: readonly InboxItem[];
  readonly onAcknowledge: (id: string) => void;
}

function Rows({ items, onAcknowledge }: RowsProps) {
  return (
    <ul className={styles["rows"]} onKeyDown={walk}>
      {items.map((item) => (
        <InboxRow key={item.id} item={item} onAcknowledge={() => onAcknowledge(item.id)} />
      ))}
    </ul>
  );
}

function Empty() {
  const { notify } = useWords();
  return (
    <div className={styles["empty"]}>
      <Icon name="bell" size={32} />
      <strong>{notify.emptyTitle}</strong>
      <span>{notify.empty}</span>
    </div>
  );
}

const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  const links = [...event.currentTarget.querySelectorAll("a")];
  const here = links.findIndex((link) => link.closest("li")?.contains(event.target as Node));
  const next = step === undefined ? undefined : links[here + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
