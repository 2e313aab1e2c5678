import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { de } from './de.js';
import { en, type TextKey } from './en.js';
import { translator } from './translate.js';

const holes = (text: string): readonly string[] =>
  [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
const keys = Object.keys(en) as TextKey[];

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'i18n' ? '' : sources(path);
      return /(?<!\.spec)\.tsx?$/.test(entry.name) ? readFileSync(path, 'utf8') : '';
    })
    .join('\n');
}

describe('the catalogue', () => {
  it.each(keys)('says %s with the same blanks in both languages', (key) => {
    expect(holes(de[key])).toEqual(holes(en[key]));
    expect(de[key].trim()).not.toBe('');
  });

  it('keeps each text in one area only, for of two the later would silently win', () => {
    const folder = join(__dirname, 'texts');
    const all = readdirSync(folder)
      .filter((name) => name.endsWith('.en.ts'))
      .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/^ {2}'([^']+)':/gm)])
      .map(([, key]) => key);
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
    expect(all).toHaveLength(keys.length);
  });

  it('has no text that nothing shows', () => {
    const code = sources(join(__dirname, '../..'));
    const shown = (key: string): boolean => {
      const stem = key.replace(/_(one|other)$/, '');
      const family = stem.slice(0, stem.lastIndexOf('.'));
      const quoted = [
        `'${stem}'`,
        `"${stem}"`,
        `\`${family}.\${`,
        `'${family}', `,
        `\`${family.split('.')[0]}.\${`,
      ];
      return quoted.some((text) => code.includes(text));
    };
    expect(keys.filter((key) => !shown(key))).toEqual([]);
  });
});

describe('translator', () => {
  it('fills blanks and leaves those without a value visible', () => {
    const t = translator(en, 'en');
    expect(t('desk.pin', { title: 'Final' })).toBe('Pin Final');
    expect(t('desk.pin')).toBe('Pin {title}');
  });

  it('counts as the language does', () => {
    expect(translator(en, 'en')('desk.count', { count: 1 })).toBe('1 feed');
    expect(translator(en, 'en')('desk.count', { count: 0 })).toBe('0 feeds');
    expect(translator(de, 'de')('age.days', { count: 2 })).toBe('vor 2 Tagen');
  });
});
