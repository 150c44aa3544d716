// Charts of tables. The table stays: it is what the chart says, for those who read or hear it.
//
// <figure data-chart="series"><table>: a row is a series, a column a year; <data class="target">
// is planned, any other <data> achieved. <figure data-chart="rows" data-column="x"><table>: a row
// is a bar as long as the <data> in its column of that name.

import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

import { LANGUAGE, say } from "./language";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

type Values = (number | null)[];

interface Series {
  name: string;
  achieved: Values;
  planned: Values;
}

interface Table {
  unit: string;
  categories: string[];
  series: Series[];
}

const COLOURS = {
  light: ["#94261d", "#1c4f86", "#7a5c00", "#2f6b3a", "#6b3f8f", "#00686b", "#8a3b62", "#4d5560"],
  dark: ["#f0988c", "#93bff0", "#e3c25b", "#8fd19b", "#cfaef0", "#6fd0d3", "#f2a3c7", "#b8c0cb"],
};
const SHORT = new Intl.NumberFormat(LANGUAGE, { notation: "compact", maximumFractionDigits: 1 });
const EXACT = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 6 });
const ROW = 28; // pixels of a bar
const LINE = 22; // pixels of a line of the legend
const PLOT = 260; // pixels of a plot of lines

const dark = matchMedia("(prefers-color-scheme: dark)");
const printed = matchMedia("print");

/** Draws a chart with each table within `root` that asks for one. */
export function drawCharts(root: ParentNode): void {
  for (const figure of root.querySelectorAll<HTMLElement>("[data-chart]:not([data-drawn])")) drawChart(figure);
}

/** Draws the chart of the table in a figure: of years after it, of rows, which may be many, before it. */
export function drawChart(figure: HTMLElement): void {
  const source = figure.querySelector("table");
  if (!source) return;
  const asRows = figure.dataset.chart === "rows";
  const table = asRows ? rowsOf(source, figure.dataset.column ?? "") : seriesOf(source);
  if (count(table) < 2) return; // one figure makes no chart
  table.unit = figure.dataset.unit ?? "";
  figure.dataset.drawn = "";
  const place = document.createElement("div");
  place.className = "chart";
  const plot = asRows ? table.categories.length * ROW + LINE : PLOT;
  place.style.height = `${plot + above(table)}px`;
  if (asRows) figure.prepend(place);
  else figure.append(withNote(place, table));
  const chart = init(place, null, { renderer: "svg", locale: say("ZH", "EN") });
  const paint = (): void => chart.setOption((asRows ? bars : lines)(table), { notMerge: true });
  paint();
  for (const medium of [dark, printed]) medium.addEventListener("change", paint);
  new ResizeObserver(() => chart.resize()).observe(place);
}

/** A plot of years, saying which marks are targets where there are any. */
function withNote(place: HTMLElement, table: Table): HTMLElement {
  const plot = document.createElement("div");
  plot.className = "plot";
  plot.append(place);
  if (table.series.some(isPlanned)) {
    const note = document.createElement("p");
    note.className = "muted";
    note.textContent = say("◆ 目标", "◆ target");
    plot.append(note);
  }
  return plot;
}

function isPlanned({ planned }: Series): boolean {
  return planned.some((value) => value !== null);
}

function count(table: Table): number {
  return table.series.flatMap((one) => [...one.achieved, ...one.planned]).filter((value) => value !== null).length;
}

function above(table: Table): number {
  return table.series.length * LINE + 30;
}

function seriesOf(source: HTMLTableElement): Table {
  const categories = texts(source.tHead?.rows[0]).slice(1);
  const series = bodyRows(source).map((row) => ({
    name: text(row.cells[0]),
    achieved: cellsOf(row, "data:not(.target)"),
    planned: cellsOf(row, "data.target"),
  }));
  return { unit: "", categories, series };
}

function cellsOf(row: HTMLTableRowElement, selector: string): Values {
  return [...row.cells].slice(1).map((cell) => numberIn(cell, selector));
}

function rowsOf(source: HTMLTableElement, name: string): Table {
  const rows = bodyRows(source);
  const column = texts(source.tHead?.rows[0]).indexOf(name);
  const achieved = rows.map((row) => numberIn(row.cells[column], "data"));
  return { unit: "", categories: rows.map(labelOf), series: [{ name, achieved, planned: [] }] };
}

/** The first words of a row that are no number. */
function labelOf(row: HTMLTableRowElement): string {
  return text([...row.cells].find((cell) => !cell.querySelector("data")) ?? row.cells[0]);
}

function bodyRows(source: HTMLTableElement): HTMLTableRowElement[] {
  return [...source.tBodies].flatMap((body) => [...body.rows]);
}

function texts(row: HTMLTableRowElement | undefined): string[] {
  return [...(row?.cells ?? [])].map(text);
}

function text(cell: Element | undefined): string {
  return cell?.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

function numberIn(cell: Element | undefined, selector: string): number | null {
  const value = cell?.querySelector<HTMLDataElement>(selector)?.value;
  return value ? Number(value) : null;
}

/** A line for what was achieved; a dashed one leads from its last point to the marks of targets. */
function lines(table: Table): EChartsCoreOption {
  const colours = palette();
  const series = table.series.flatMap((one, place) => {
    const { name, achieved, planned } = one;
    const common = { type: "line", color: colours[place % colours.length], connectNulls: true };
    const drawn: object[] = [{ ...common, name, data: achieved, symbol: "circle", symbolSize: 8 }];
    if (isPlanned(one)) {
      drawn.push({ ...common, name: target(name), data: towards(achieved, planned), symbol: "diamond", lineStyle: { type: "dashed" } });
    }
    return drawn;
  });
  return {
    ...frame(table),
    xAxis: { type: "category", data: table.categories, ...axis() },
    yAxis: { type: "value", name: table.unit, nameTextStyle: { color: ink() }, ...axis() },
    series,
  };
}

function target(name: string): string {
  return say(`${name}(目标)`, `${name} (target)`);
}

/** The planned values as diamonds, and before the first of them the last achieved one, unmarked. */
function towards(achieved: Values, planned: Values): object[] {
  const first = planned.findIndex((value) => value !== null);
  const from = achieved.slice(0, first).findLastIndex((value) => value !== null);
  return planned.map((value, place) => {
    if (place === from) return { value: achieved[place], symbol: "none" };
    return { value, symbolSize: 14 };
  });
}

function bars(table: Table): EChartsCoreOption {
  const series = table.series.map(({ name, achieved }, place) => {
    return { type: "bar", name, data: achieved, color: palette()[place % palette().length] };
  });
  return {
    ...frame(table),
    xAxis: { type: "value", ...axis() },
    yAxis: { type: "category", data: table.categories, inverse: true, ...axis(160) },
    series,
  };
}

function frame(table: Table): EChartsCoreOption {
  return {
    animation: false,
    aria: { enabled: true, label: { description: described(table) } },
    backgroundColor: "transparent",
    textStyle: { fontFamily: style("font-family") },
    grid: { left: 16, right: 24, top: above(table), bottom: 16, containLabel: true },
    legend: { orient: "vertical", left: 0, top: 0, selectedMode: false, data: legend(table), textStyle: { color: ink() } },
    tooltip: {
      renderMode: "richText", // HTML would carry styles that the policy of the page refuses
      trigger: "item",
      valueFormatter: (value: unknown) => `${EXACT.format(Number(value))} ${table.unit}`,
    },
  };
}

/** A series once, by the name of its targets where it has nothing else. */
function legend(table: Table): string[] {
  return table.series.map(({ name, achieved }) => (achieved.some((value) => value !== null) ? name : target(name)));
}

/** What the chart shows, in the words of the page. */
function described(table: Table): string {
  const spoken = table.series.flatMap(({ name, achieved, planned }) => [
    `${name}: ${listed(table.categories, achieved)}`,
    `${target(name)}: ${listed(table.categories, planned)}`,
  ]);
  const said = spoken.filter((words) => !words.endsWith(": "));
  const unit = table.unit ? say(`单位:${table.unit}。`, `Unit: ${table.unit}. `) : "";
  return say("图表,数据见表。", "Chart of the table. ") + unit + said.join(say(";", "; "));
}

function listed(categories: string[], values: Values): string {
  const known = categories.flatMap((category, place) => {
    const value = values[place] ?? null;
    return value === null ? [] : [`${category} ${EXACT.format(value)}`];
  });
  return known.join(say(",", ", "));
}

function axis(width?: number): object {
  const label = { color: ink(), hideOverlap: true, ...(width ? { width, overflow: "truncate" } : { formatter: shortly }) };
  const line = { lineStyle: { color: style("--rule") } };
  return { axisLabel: label, axisLine: line, splitLine: line };
}

function shortly(value: string | number): string {
  return typeof value === "number" ? SHORT.format(value) : value;
}

function palette(): string[] {
  return dark.matches && !printed.matches ? COLOURS.dark : COLOURS.light;
}

function ink(): string {
  return style("--ink");
}

function style(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
