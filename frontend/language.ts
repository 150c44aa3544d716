// The page is in one language; so are the words that scripts add to it.

export const LANGUAGE = document.documentElement.lang || "zh-Hans";

export function say(zh: string, en: string): string {
  return LANGUAGE.startsWith("zh") ? zh : en;
}
