// On every page. What only some pages need is loaded there, and after the page is read.

import { enhanceSearch } from "./suggest";

for (const form of document.querySelectorAll<HTMLFormElement>("form[role=search]")) enhanceSearch(form);
if (document.querySelector("[data-chart]")) void import("./charts").then(({ drawCharts }) => drawCharts(document));
const query = document.querySelector<HTMLFormElement>("form[data-editor]");
if (query) void import("./editor").then(({ openEditor }) => openEditor(query));
