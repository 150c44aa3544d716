// A chart of one column of an answer, drawn when the reader asks for it.

import { drawChart } from "./charts";
import { say } from "./language";

const MOST = 200; // rows that still make a chart

export function offerChart(figure: HTMLElement): void {
  const table = figure.querySelector("table");
  const numeric = table ? numericColumns(table) : [];
  const rows = table?.tBodies[0]?.rows.length ?? 0;
  if (!table || !numeric.length || rows < 2 || rows > MOST) return;
  const label = document.createElement("label");
  const choice = document.createElement("select");
  choice.append(new Option(say("不画", "none"), ""), ...numeric.map((name) => new Option(name)));
  label.append(say("图表 ", "Chart of "), choice);
  const line = document.createElement("p");
  line.append(label);
  figure.before(line);
  choice.addEventListener("change", () => draw(figure, choice.value));
}

function draw(figure: HTMLElement, column: string): void {
  figure.querySelector(".chart")?.remove();
  if (!column) return;
  figure.dataset.chart = "rows";
  figure.dataset.column = column;
  drawChart(figure);
}

function numericColumns(table: HTMLTableElement): string[] {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const has = (column: number): boolean => [...table.tBodies[0]!.rows].some((row) => row.cells[column]?.querySelector("data"));
  return heads.flatMap((head, column) => (has(column) ? [head.textContent ?? ""] : []));
}
