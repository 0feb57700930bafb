// Somebody at the page, in a real browser, with storage and cookies of their own.
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";

const deadlineMs = 20_000;
const desktop = { viewport: { width: 1280, height: 800 }, locale: "en-US", colorScheme: "light" } as const;

/** A person and what their page complained of or asked of others. */
export class PagePerson {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts and of the page's security policy; what a lost connection causes is not among them. */
  readonly complaints: string[] = [];
  /** Requests to other places than the server. */
  readonly strayRequests: string[] = [];

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.#watch(url);
  }

  /** Opens the page; `leave` when done. */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<PagePerson> {
    const context = await browser.newContext({ ...desktop, ...options });
    context.setDefaultTimeout(deadlineMs);
    const person = new PagePerson(context, await context.newPage(), url);
    await person.page.goto(url);
    return person;
  }

  /** Opens the page, types the name over the suggested one, and is in the lobby. */
  static async enter(
    browser: Browser,
    url: string,
    name: string,
    options?: BrowserContextOptions,
  ): Promise<PagePerson> {
    const person = await PagePerson.open(browser, url, options);
    await person.nameField.waitFor();
    await person.page.keyboard.type(name);
    await person.page.keyboard.press("Enter");
    await person.composer.waitFor();
    return person;
  }

  /** One more tab of the same person, who is in already; closed with the person. */
  async anotherTab(url: string): Promise<PagePerson> {
    const tab = new PagePerson(this.context, await this.context.newPage(), url);
    await tab.page.goto(url);
    await tab.composer.waitFor();
    return tab;
  }

  /** The one field of the entrance. */
  get nameField(): Locator {
    return this.page.locator("form input").first();
  }

  /** Where one writes. */
  get composer(): Locator {
    return this.page.locator("textarea");
  }

  /** The messages of the channel in front. */
  get messages(): Locator {
    return this.page.getByRole("log");
  }

  /** Writes it where the caret is after entering, and presses Enter. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Resolves once the text stands among the messages; rejects if it does not come. */
  async sees(text: string): Promise<void> {
    await this.messages.getByText(text, { exact: true }).first().waitFor();
  }

  /** How often the text stands among the messages. */
  count(text: string): Promise<number> {
    return this.messages.getByText(text, { exact: true }).count();
  }

  /** Resolves once the dot beside one's name says so. */
  async isTold(state: "connected" | "connecting"): Promise<void> {
    await this.page.locator(`[role=status][data-state=${state}]`).first().waitFor({ state: "attached" });
  }

  /** Closes the page and forgets its storage. */
  leave(): Promise<void> {
    return this.context.close();
  }

  #watch(url: string): void {
    this.page.on("pageerror", (error) => this.complaints.push(error.message));
    this.page.on("console", (line) => {
      const isLostConnection = /ERR_CONNECTION|WebSocket connection to/.test(line.text());
      if (line.type() === "error" && !isLostConnection) this.complaints.push(line.text());
    });
    this.page.on("request", (request) => {
      if (new URL(request.url()).host !== new URL(url).host) this.strayRequests.push(request.url());
    });
  }
}
