/** For a field that must be there: what is absent is told so, whatever else is wrong is told by `message`. */
export const required = (message: string) => ({
  error: (issue: { readonly input?: unknown }) => (issue.input === undefined ? 'is required' : message),
});
