// The query editor: in the place of the text area, which keeps the text for the form.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension, type Transaction } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

import { offerTerms } from "./completion";
import { say } from "./language";
import { Runner, type Position } from "./run";

export function openEditor(form: HTMLFormElement): void {
  const area = form.querySelector("textarea")!;
  const view = replace(area);
  const runner = new Runner(form, (where, message) => mark(view, where, message));
  form.addEventListener("submit", (event) => {
    area.value = view.state.doc.toString();
    mark(view, null, "");
    if (runner.answersHere()) {
      event.preventDefault();
      void runner.run();
    }
  });
  runner.dress();
}

/** Styles made at run time may enter a page with a strict policy only through a shadow root. */
function replace(area: HTMLTextAreaElement): EditorView {
  const host = document.createElement("div");
  host.className = "editor";
  area.after(host);
  const root = host.attachShadow({ mode: "open" });
  const state = EditorState.create({ doc: area.value, extensions: extensions(area) });
  const view = new EditorView({ state, parent: root, root });
  for (const label of area.labels) label.addEventListener("click", () => view.focus());
  document.querySelector<HTMLElement>("#keys")!.hidden = false;
  area.hidden = true;
  area.required = false; // the browser could not show its complaint at a hidden field
  return view;
}

function extensions(area: HTMLTextAreaElement): Extension {
  const run = (): boolean => (area.form!.requestSubmit(), true);
  return [
    lineNumbers(),
    history(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    lintGutter(),
    sparql(),
    syntaxHighlighting(COLOURS),
    autocompletion({ override: [offerTerms(area.form!.dataset.terms!)], icons: false }),
    // Tab is left to the browser: whoever comes by keyboard also leaves by it.
    keymap.of([{ key: "Mod-Enter", run }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.domEventHandlers({ beforeinput: typeOver }),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": say("SPARQL 查询", "SPARQL query"), tabindex: "0" }),
    EditorState.phrases.of(say("zh", "en") === "zh" ? CHINESE : {}),
    THEME,
  ];
}

/** Chromium would carry on the style of what is typed over, inline, which the page's policy refuses. */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main;
  const { data } = event;
  if (empty || event.inputType !== "insertText" || data === null || view.composing) return false;
  const typed = (): Transaction => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type" });
  const handled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, typed));
  if (!handled) view.dispatch(typed());
  return true;
}

/** Shows an error where it is; null takes the marks away. */
function mark(view: EditorView, where: Position | null, message: string): void {
  const diagnostics: Diagnostic[] = where ? [{ ...around(view, where), severity: "error", message }] : [];
  view.dispatch(setDiagnostics(view.state, diagnostics));
  if (where) view.dispatch({ selection: { anchor: diagnostics[0]!.from }, scrollIntoView: true });
}

/** The word at a line and a column, which count code points from 1. */
function around(view: EditorView, { line, column }: Position): { from: number; to: number } {
  const { from, text } = view.state.doc.line(Math.min(line, view.state.doc.lines));
  const before = [...text].slice(0, column - 1).join("").length;
  const place = from + Math.min(before, text.length);
  const word = view.state.wordAt(place);
  return word ? { from: word.from, to: word.to } : { from: Math.max(from, place - 1), to: place };
}

const CHINESE = {
  Completions: "补全",
  Diagnostics: "问题",
  "No diagnostics": "没有问题",
};

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "bold" },
  { tag: [tags.string, tags.integer, tags.float, tags.bool], color: "var(--value)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--link)" },
  { tag: tags.variableName, color: "var(--ink)", fontStyle: "italic" },
  { tag: tags.comment, color: "var(--muted)" },
]);

const THEME = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--wash)", border: "1px solid var(--muted)", borderRadius: ".2rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { font: ".875rem/1.5 ui-monospace, Menlo, Consolas, monospace", minHeight: "16rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "transparent", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--muted)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--paper)", backgroundColor: "var(--accent)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "1", marginLeft: "1rem" },
  ".cm-completionMatchedText": { textDecoration: "underline" },
});
