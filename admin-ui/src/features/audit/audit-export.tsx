import { Button, Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { describeError } from '../../shared/api/describe-error.js';
import { useText } from '../../shared/i18n/language.js';
import { useSession } from '../../shared/session/session-context.js';
import { readWhole } from '../../shared/table/list-page.js';
import { Callout } from '../../shared/ui/callout.js';
import { listAudit, type AuditFilter } from './api/calls.js';
import { download, EXPORT_FORMATS, type ExportFormat } from './export-file.js';
import classes from './audit.module.css';

/** More is for the REST interface: a page holds it all in memory. */
const MOST = 20_000;
const PAGE = 500;

interface AuditExportProps {
  readonly filters: Readonly<Record<AuditFilter, string>>;
}

/** Saves all that fits the filter as a file. */
export function AuditExport({ filters }: AuditExportProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);
  const save = useMutation({
    mutationFn: async (format: ExportFormat) => {
      const controller = new AbortController();
      leaving.current = controller;
      const load = (cursor: string | undefined) =>
        listAudit(api, { filters, limit: PAGE, cursor }, controller.signal);
      const { items, cut } = await readWhole(load, MOST);
      download(items, format, new Date());
      return { count: items.length, cut };
    },
  });
  const done = save.data;
  return (
    <div>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={save.isPending}>
            {t('audit.export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {EXPORT_FORMATS.map((format) => (
            <Menu.Item key={format} onClick={() => save.mutate(format)}>
              {t(`audit.export.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span role="status" className={classes['small']}>
        {done && t(done.cut ? 'audit.exportedCut' : 'audit.exported', { count: done.count })}
      </span>
      {save.error && (
        <Callout tone="bad" role="alert">
          {describeError(save.error, t)}
        </Callout>
      )}
    </div>
  );
}
