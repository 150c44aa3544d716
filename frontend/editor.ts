export function openEditor(_form: HTMLFormElement): void {}
