import { Button, Group } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useText } from '../shared/i18n/language.js';
import { Notice } from '../shared/ui/notice.js';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | undefined;
}

/** A part that throws is replaced by a way on; the rest of the console goes on working. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidCatch(error: Error, { componentStack }: ErrorInfo): void {
    reportError(new Error(`${error.message}${componentStack ?? ''}`, { cause: error }));
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <Stopped error={error} onRetry={() => this.setState({ error: undefined })} />;
  }
}

/** A page whose part is gone from the server: a new version was installed meanwhile. */
function isMissingPart(error: Error): boolean {
  return /dynamically imported module|module script/i.test(error.message);
}

function Stopped({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }): ReactNode {
  const t = useText();
  return (
    <div role="alert">
      <Notice title={t('app.failed')} help={t(isMissingPart(error) ? 'app.newVersion' : 'app.failedHelp')}>
        <Group mt="sm">
          <Button onClick={onRetry}>{t('app.tryAgain')}</Button>
          <Button variant="default" onClick={() => location.reload()}>
            {t('app.reload')}
          </Button>
        </Group>
      </Notice>
    </div>
  );
}
