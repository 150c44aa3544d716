// Asks the endpoint and puts its answer, as the server renders it, below the editor.

import { say } from "./language";

/** Line and column, counted from 1 in code points. */
export interface Position {
  line: number;
  column: number;
}

interface Problem {
  detail: string;
  detail_zh: string;
  position?: Position;
}

const FORMS = "text/html;q=0.9, application/problem+json"; // a page where it went well, else what went wrong

export class Runner {
  private readonly status: HTMLElement;
  private asked = new AbortController();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly mark: (where: Position | null, message: string) => void,
  ) {
    this.status = document.createElement("span");
    this.status.role = "status";
    form.querySelector("button")!.after(" ", this.status);
    window.addEventListener("popstate", () => location.reload());
  }

  /** Whether the answer is to be seen here, and not to be taken along as a file. */
  answersHere(): boolean {
    return new FormData(this.form).get("format") === "html";
  }

  async run(): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    this.status.textContent = say("正在查询……", "Asking…");
    try {
      const reply = await fetch(this.address(), { headers: { Accept: FORMS }, signal: this.asked.signal });
      if (reply.ok) this.show(await reply.text());
      else this.refuse((await reply.json()) as Problem);
    } catch (error) {
      if ((error as Error).name !== "AbortError") this.fail(say("服务器没有回答,请稍后重试。", "The server does not answer. Try again later."));
    }
  }

  /** Adds what a script can do to an answer that stands on the page. */
  dress(): void {
    const figure = document.querySelector<HTMLElement>("#result figure");
    if (figure) void import("./columns").then(({ offerChart }) => offerChart(figure));
  }

  private address(): string {
    const given = new FormData(this.form);
    given.delete("format");
    return `${this.form.action}?${new URLSearchParams([...given] as [string, string][])}`;
  }

  private show(page: string): void {
    const found = new DOMParser().parseFromString(page, "text/html").querySelector("#result")!;
    document.querySelector("#result")!.replaceWith(document.adoptNode(found));
    history.pushState(null, "", this.address());
    this.status.textContent = found.querySelector("caption")?.textContent ?? say("已有答案", "Answered");
    this.dress();
  }

  private refuse({ detail, detail_zh, position }: Problem): void {
    const words = say(detail_zh, detail);
    this.fail(words);
    if (position) this.mark(position, words);
  }

  private fail(words: string): void {
    this.status.textContent = "";
    const told = document.createElement("p");
    told.role = "alert";
    told.textContent = words;
    document.querySelector("#result")!.replaceChildren(told);
  }
}
