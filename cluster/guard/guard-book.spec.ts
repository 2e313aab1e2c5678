import { GuardBook } from './guard-book.js';

describe('the book of the guard', () => {
  it('holds the groups that run and the folder that goes away at the end', () => {
    const book = new GuardBook();
    for (const line of ['+ 12 /a/n1', 'folder /a', '+ 34 /a/n 2', '- 12']) book.note(line);
    expect([...book.groups]).toEqual([[34, '/a/n 2']]);
    expect(book.folder).toBe('/a');
  });

  it('is not led astray by lines that make no sense', () => {
    const book = new GuardBook();
    for (const line of ['', '+', '+ x /a', '+ 12', '+ 12 a', '- 12 13', 'folder', 'folder a', '- 99']) {
      book.note(line);
    }
    expect(book.lines()).toEqual([]);
    expect(book.folder).toBeUndefined();
  });

  it('can be written out for another guard', () => {
    const book = new GuardBook();
    for (const line of ['+ 12 /a/n1', 'folder /a']) book.note(line);
    const copy = new GuardBook();
    for (const line of book.lines()) copy.note(line);
    expect(copy).toEqual(book);
  });
});
