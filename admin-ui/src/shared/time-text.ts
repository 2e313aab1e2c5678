/** `14:03:27`: editors read times to the second, and compare them, so in one form in every language. */
export function timeText(at: string | number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
