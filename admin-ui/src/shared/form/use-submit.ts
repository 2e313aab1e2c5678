import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import { ApiError, NetworkError } from '../api/api-error.js';
import { describeError } from '../api/describe-error.js';
import { useText } from '../i18n/language.js';
import { sortIssues, type Faults } from './faults.js';

interface SubmitOptions<F extends string> {
  /** Fields that the server may object to, by their names in the body. */
  readonly fields: readonly F[];
  /** What is wrong before the server is asked. */
  readonly check?: () => Faults<F>;
  /** Sends it. What it rejects with is told; nothing that was typed is lost. */
  readonly send: () => Promise<void>;
  /** What to say when no answer came, if doing it twice would do harm. */
  readonly unknown?: string;
}

export interface Submission<F extends string> {
  readonly form: RefObject<HTMLFormElement | null>;
  readonly faults: Faults<F>;
  /** What is wrong with no field in particular. */
  readonly failure: string | undefined;
  readonly busy: boolean;
  readonly submit: (event?: FormEvent) => void;
}

/** Sends a form once at a time, puts what is wrong at its fields, and the focus on the first of them. */
export function useSubmit<F extends string>(options: SubmitOptions<F>): Submission<F> {
  const t = useText();
  const form = useRef<HTMLFormElement>(null);
  const sending = useRef(false);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Faults<F>>({});
  const [failure, setFailure] = useState<string>();

  useEffect(() => {
    if (Object.keys(faults).length > 0)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-fault="true"] input')?.focus();
  }, [faults]);

  const refuse = (error: unknown): void => {
    if (error instanceof ApiError && error.issues.length > 0) {
      const sorted = sortIssues(error.issues, options.fields);
      setFaults(sorted.faults);
      setFailure(sorted.rest.join('; ') || undefined);
    } else if (error instanceof ApiError && error.status === 401) {
      setFailure(t('form.expired'));
    } else if (error instanceof NetworkError && options.unknown !== undefined) {
      setFailure(options.unknown);
    } else {
      setFailure(describeError(error, t));
    }
  };

  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    // A second press comes before the button is drawn as busy.
    if (sending.current) return;
    const found = options.check?.() ?? {};
    setFaults(found);
    setFailure(undefined);
    if (Object.keys(found).length > 0) return;
    sending.current = true;
    setBusy(true);
    void options
      .send()
      .catch(refuse)
      .finally(() => {
        sending.current = false;
        setBusy(false);
      });
  };

  return { form, faults, failure, busy, submit };
}
