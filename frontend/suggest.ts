// Suggestions below the search box: a combobox with a list, as the ARIA Authoring Practices have it.

import Combobox from "@github/combobox-nav";

import { LANGUAGE, say } from "./language";

interface Named {
  zh: string;
  en: string;
}

interface Suggestion extends Named {
  href: string;
  kind: Named | null;
}

let made = 0; // a page may have two search boxes

const WAIT = 120; // milliseconds without a key before the server is asked

export function enhanceSearch(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=search]");
  if (input) new Suggestions(form, input);
}

class Suggestions {
  private readonly list = document.createElement("ul");
  private readonly told = document.createElement("span");
  private readonly box: Combobox;
  private waiting = 0;
  private asked = new AbortController();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly input: HTMLInputElement,
  ) {
    this.list.id = `suggestions-${++made}`;
    this.list.role = "listbox";
    this.list.ariaLabel = say("建议", "Suggestions");
    this.list.hidden = true;
    this.told.role = "status";
    this.told.className = "unseen";
    form.append(this.list, this.told);
    input.autocomplete = "off";
    this.box = new Combobox(input, this.list, { tabInsertsSuggestions: false });
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.reopen(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("combobox-commit", (event) => {
      location.assign((event.target as HTMLElement).dataset.href!);
    });
  }

  private later(): void {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.ask(), WAIT);
  }

  private async ask(): Promise<void> {
    this.asked.abort();
    const sought = this.input.value.trim();
    if (!sought) return this.close();
    this.asked = new AbortController();
    try {
      const address = `${this.form.action}/suggest?${new URLSearchParams({ q: sought })}`;
      const reply = await fetch(address, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (reply.ok) this.show(((await reply.json()) as { suggestions: Suggestion[] }).suggestions);
    } catch {
      this.close(); // the box still searches when Enter is pressed
    }
  }

  private show(suggestions: Suggestion[]): void {
    if (document.activeElement !== this.input) return;
    this.box.clearSelection();
    this.list.replaceChildren(...suggestions.map((each, place) => option(each, `${this.list.id}-${place}`)));
    this.told.textContent = say(`${suggestions.length} 条建议`, `${suggestions.length} suggestions`);
    if (!suggestions.length) return this.close();
    this.list.hidden = false;
    this.box.start();
  }

  private close(): void {
    window.clearTimeout(this.waiting);
    this.box.stop();
    this.list.hidden = true;
  }

  private reopen(event: KeyboardEvent): void {
    if (event.isComposing) return; // the keys are those of an input method
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" && this.list.hidden) {
      event.preventDefault();
      void this.ask();
    }
  }
}

function option(suggestion: Suggestion, id: string): HTMLLIElement {
  const item = document.createElement("li");
  item.id = id;
  item.role = "option";
  item.dataset.href = suggestion.href;
  item.append(nameIn(suggestion));
  if (suggestion.kind) {
    const kind = document.createElement("small");
    kind.append(nameIn(suggestion.kind));
    item.append(" ", kind);
  }
  return item;
}

function nameIn({ zh, en }: Named): HTMLElement {
  const name = document.createElement("span");
  name.textContent = say(zh, en);
  if (!LANGUAGE.startsWith("zh") && en === zh) name.lang = "zh-Hans"; // it has no English name
  return name;
}
