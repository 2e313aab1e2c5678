import { connect, type TouchlineClient } from '@touchline/client';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useSession } from '../session/session-context.js';
import { LiveContext, type LiveValue } from './live-context.js';

type Connection = Omit<LiveValue, 'client'>;

function begin(): Connection {
  return { status: 'connecting', lostAt: undefined, refusal: undefined };
}

/** One connection for all that the page shows live. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { api } = useSession();
  const [client, setClient] = useState<TouchlineClient>();
  const [connection, setConnection] = useState<Connection>(begin);

  useEffect(() => {
    const opened = connect(location.origin, { token: () => api.key });
    setClient(opened);
    setConnection(begin());
    opened.on('status', (status) =>
      setConnection((before) => ({
        status,
        lostAt: status === 'live' ? undefined : (before.lostAt ?? Date.now()),
        refusal: status === 'live' ? undefined : before.refusal,
      })),
    );
    opened.on('error', ({ code, detail }) => {
      setConnection((before) => ({ ...before, refusal: detail }));
      if (code === 'unauthenticated') void api.checkSession();
    });
    return () => opened.close();
  }, [api]);

  const value = useMemo(() => client && { client, ...connection }, [client, connection]);
  return value ? <LiveContext value={value}>{children}</LiveContext> : null;
}
