import { UnstyledButton } from '@mantine/core';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import { TEMPLATE_IDS, type TemplateId } from '../model/templates.js';
import classes from './feed-form.module.css';

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

interface TemplatePickerProps {
  readonly chosen: TemplateId;
  readonly onChoose: (id: TemplateId) => void;
}

/** What a new feed starts from: one stop of the Tab key, arrows choose. */
export function TemplatePicker({ chosen, onChoose }: TemplatePickerProps): ReactNode {
  const t = useText();
  const group = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = TEMPLATE_IDS.at((TEMPLATE_IDS.indexOf(chosen) + by) % TEMPLATE_IDS.length);
    if (next === undefined) return;
    onChoose(next);
    group.current?.querySelector<HTMLElement>(`[data-template="${next}"]`)?.focus();
  };
  return (
    <div className={classes['group']}>
      <h2 id="template-title" className={classes['groupTitle']}>
        {t('feedForm.template')}
      </h2>
      <div
        ref={group}
        role="radiogroup"
        aria-labelledby="template-title"
        className={classes['templates']}
        onKeyDown={step}
      >
        {TEMPLATE_IDS.map((id) => (
          <UnstyledButton
            key={id}
            role="radio"
            aria-checked={id === chosen}
            tabIndex={id === chosen ? 0 : -1}
            data-template={id}
            className={classes['template']}
            onClick={() => onChoose(id)}
          >
            <span className={classes['name']}>{t(`template.${id}`)}</span>
            <span className={classes['hint']}>{t(`templateHelp.${id}`)}</span>
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}
