// The few signs of the page, drawn as lines.

const paths = {
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  check: "M5 12.5 10 17 19 7.5",
  send: "M4 12 20 4l-5 16-3.5-6.5z M11.5 13.5 20 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.5l6 6 6-6",
  up: "M6 14.5l6-6 6 6",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18.5 14.5a6.5 6.5 0 0 1 3 5.5",
  copy: "M9 9h10v11H9zM5 15V4h10",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2",
  warning: "M12 4 2.5 20h19zM12 10v4M12 17h.01",
  reply: "M9 6 3.5 11.5 9 17M4 11.5h9a7 7 0 0 1 7 7",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5s1.2 2 3.5 2 3.5-2 3.5-2M9 9.5h.01M15 9.5h.01",
  pencil: "M4 20l1-4L16 5l3 3L8 19z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5",
  link: "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.1-1.1",
  bell: "M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7zM10 20.5h4",
  bellOff: "M8 5.5A6 6 0 0 1 18 10c0 2.6.5 4.1 1.1 5.2M16.5 17H4c0-1 2-2 2-7 0-.6.1-1.1.2-1.6M10 20.5h4M4 3.5l16 17",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
} as const;

/** The name of a sign. */
export type IconName = keyof typeof paths;

/** A sign without words: what it does is said by its button. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  const width = name === "dots" ? 3 : 1.8;
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
      <path d={paths[name]} stroke="currentColor" strokeWidth={width} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
