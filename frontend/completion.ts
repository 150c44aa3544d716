// What can be typed: the terms of the graph, under their prefixed names and in both languages.

import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";

import { say } from "./language";

interface Term {
  name: string;
  kind: "class" | "property";
  zh: string;
  en: string;
}

interface Vocabulary {
  prefixes: Record<string, string>;
  terms: Term[];
}

const TYPED = /[\w:?$\-\u3400-\u9fff]+$/;
const AFTER_TYPE = /(?:\ba|rdf:type)\s+[\w:\-\u3400-\u9fff]*$/;
const OPENING_COMMENTS = /^(?:[ \t]*(?:#.*)?\n)*/;
const KEYWORDS = (
  "SELECT DISTINCT WHERE GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES EXISTS PREFIX CONSTRUCT DESCRIBE ASK FROM NAMED LIMIT OFFSET COUNT SUM AVG MIN MAX " +
  "SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND COALESCE IF CONTAINS STRSTARTS STRENDS REGEX REPLACE YEAR"
)
  .split(" ")
  .concat("ORDER BY", "GROUP BY", "HAVING");

/** Completes from the vocabulary at an address, which is fetched when it is first needed. */
export function offerTerms(address: string): CompletionSource {
  let vocabulary: Promise<Vocabulary> | undefined;
  return async (context) => {
    const typed = context.matchBefore(TYPED);
    if (!typed && !context.explicit) return null;
    vocabulary ??= fetch(address).then((reply) => reply.json() as Promise<Vocabulary>);
    const from = typed?.from ?? context.pos;
    if (/^[?$]/.test(typed?.text ?? "")) return { from, options: variables(context, from) };
    return terms(context, from, await vocabulary);
  };
}

function terms(context: CompletionContext, from: number, { prefixes, terms }: Vocabulary): CompletionResult {
  const before = context.state.sliceDoc(Math.max(0, context.pos - 80), context.pos);
  if (AFTER_TYPE.test(before)) {
    const classes = terms.filter((term) => term.kind === "class");
    return { from, options: classes.flatMap((term) => spellings(term, prefixes)), validFor: TYPED };
  }
  const named = terms.flatMap((term) => spellings(term, prefixes));
  const keywords = KEYWORDS.map((label): Completion => ({ label, type: "keyword", boost: -1 }));
  return { from, options: [...named, ...keywords], validFor: TYPED };
}

/** A term is found by its prefixed name and by its names in both languages. */
function spellings({ name, zh, en }: Term, prefixes: Record<string, string>): Completion[] {
  const apply = (view: EditorView, _: Completion, from: number, to: number): void => insert(view, name, prefixes, from, to);
  const others = [...new Set([zh, en])].map((label) => ({ label, detail: name, apply, boost: -1 }));
  return [{ label: name, detail: say(zh, en), apply }, ...others];
}

/** Writes the name, and declares its prefix where the query does not yet. */
function insert(view: EditorView, name: string, prefixes: Record<string, string>, from: number, to: number): void {
  const prefix = name.slice(0, name.indexOf(":"));
  const text = view.state.doc.toString();
  const declared = new RegExp(`\\bPREFIX\\s+${prefix}:`, "i").test(text);
  const at = OPENING_COMMENTS.exec(text)![0].length;
  const declaration = `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
  const changes = [{ from, to, insert: name }, ...(declared ? [] : [{ from: Math.min(at, from), insert: declaration }])];
  const cursor = from + name.length + (declared ? 0 : declaration.length);
  view.dispatch({ changes, selection: { anchor: cursor }, userEvent: "input.complete" });
}

function variables(context: CompletionContext, from: number): Completion[] {
  const text = context.state.sliceDoc(0, from) + context.state.sliceDoc(context.pos);
  const names = text.match(/[?$]\w+/g) ?? [];
  return [...new Set(names)].map((label) => ({ label, type: "variable" }));
}
